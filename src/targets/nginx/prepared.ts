/** The share of a location that hangs on its nodes alone: made once for all locations with the same features. */
import { type Assembly, addFile, define } from './assembly.ts';
import { authLines } from './auth-lines.ts';
import type { LocationShare } from './built-location.ts';
import { type NginxNode, phases } from './node.ts';
import { type Prepared, type RouteParts, sortParts } from './parts.ts';
import { printOnce } from './print.ts';
import { capturesIn, readsContext, type Text } from './text.ts';

export const prepare = (assembly: Assembly, nodes: readonly NginxNode[]): Prepared => {
  const known = assembly.prepared.get(nodes);
  if (known !== undefined) return known;
  const made = make(assembly, nodes);
  assembly.prepared.set(nodes, made);
  return made;
};

const rewritePhase = phases.indexOf('rewrite');

const make = (assembly: Assembly, nodes: readonly NginxNode[]): Prepared => {
  const parts = sortParts(nodes);
  for (const d of parts.definitions) define(assembly, d.definition);
  for (const f of parts.files) addFile(assembly, f.file);
  const early = answersOf(parts, 0, rewritePhase);
  let late = answersOf(parts, rewritePhase, phases.length);
  for (const { statements } of parts.statements) late += printOnce(statements);
  const auth = parts.auth === undefined ? undefined : authLines(parts.auth.auth);
  const { captures, context } = readIn(parts);
  return {
    parts,
    early,
    late,
    both: early === '' ? late : late === '' ? early : early + late,
    denied: parts.answers.some((a) => a.phase === 'denied'),
    captures,
    readsContext: context,
    request: auth === undefined ? parts.request : [...parts.request, ...auth.request],
    response: auth === undefined ? parts.response : [...parts.response, auth.response],
    http: undefined,
    grpc: undefined,
    passing: undefined,
    bodies: undefined,
  };
};

const answersOf = (parts: RouteParts, from: number, to: number): string => {
  let out = '';
  if (parts.answers.length === 0) return out;
  for (let i = from; i < to; i++)
    for (const answer of parts.answers) if (answer.phase === phases[i]) out += printOnce(answer.statements);
  return out;
};

/** Captures of the location's own pattern, and whether the context of error pages is read. */
const readIn = (parts: RouteParts): { readonly captures: readonly number[]; readonly context: boolean } => {
  let captures: Set<number> | undefined;
  let context = false;
  const add = (groups: readonly number[]): void => {
    if (groups.length > 0) captures ??= new Set();
    for (const group of groups) captures?.add(group);
  };
  const look = (value: Text): void => {
    add(capturesIn(value));
    if (readsContext(value)) context = true;
  };
  for (const { value } of parts.request) look(value);
  for (const { value } of parts.response) look(value);
  for (const { reads } of parts.statements) if (reads !== undefined) reads.forEach(look);
  for (const answer of parts.answers) add(answer.captures);
  return { captures: captures === undefined ? noCaptures : [...captures].sort((a, b) => a - b), context };
};

const noCaptures: readonly number[] = [];

const printSetting = (node: RouteParts['settings'][number]): string | undefined =>
  node === undefined ? undefined : printOnce(node.statements);

/** Settings and header lists of a location that passes requests to one pool. */
export const shareOf = (assembly: Assembly, prepared: Prepared, grpc: boolean): LocationShare => {
  const known = grpc ? prepared.grpc : prepared.http;
  if (known !== undefined) return known;
  const { parts, response, request } = prepared;
  const printed = assembly.headers.response(response, parts.hidden, true);
  const made: LocationShare = {
    settings: parts.settings.map(printSetting),
    response: printed.response,
    hidden: printed.hidden,
    request: assembly.headers.request(request, grpc, true),
    grpc,
    closed: false,
  };
  if (grpc) prepared.grpc = made;
  else prepared.http = made;
  return made;
};
