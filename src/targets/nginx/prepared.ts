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

const none: readonly never[] = [];
const rewritePhase = phases.indexOf('rewrite');

const make = (assembly: Assembly, nodes: readonly NginxNode[]): Prepared => {
  const parts = sortParts(nodes);
  if (parts.definitions.length > 0) for (const d of parts.definitions) define(assembly, d.definition);
  if (parts.files.length > 0) for (const f of parts.files) addFile(assembly, f.file);
  const early = answersOf(parts, 0, rewritePhase);
  let late = answersOf(parts, rewritePhase, phases.length);
  for (let i = 0; i < parts.statements.length; i++) late += printOnce(parts.statements[i]?.statements ?? []);
  const auth = parts.auth === undefined ? undefined : authLines(parts.auth.auth);
  const { captures, context } = readIn(parts);
  const denied = parts.answers.some((a) => a.phase === 'denied');
  // What is printed by now would only be kept.
  parts.answers = none;
  parts.statements = none;
  parts.definitions = none;
  parts.files = none;
  return {
    parts,
    early,
    late,
    both: early === '' ? late : late === '' ? early : early + late,
    denied,
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

const answersOf = ({ answers }: RouteParts, from: number, to: number): string => {
  let out = '';
  if (answers.length === 0) return out;
  for (let i = from; i < to; i++) {
    for (let j = 0; j < answers.length; j++) {
      const answer = answers[j];
      if (answer !== undefined && answer.phase === phases[i]) out += printOnce(answer.statements);
    }
  }
  return out;
};

interface Read {
  captures: Set<number> | undefined;
  context: boolean;
}

/** Captures of the location's own pattern, and whether the context of error pages is read. */
const readIn = (parts: RouteParts): { readonly captures: readonly number[]; readonly context: boolean } => {
  const read: Read = { captures: undefined, context: false };
  for (let i = 0; i < parts.request.length; i++) look(read, parts.request[i]?.value);
  for (let i = 0; i < parts.response.length; i++) look(read, parts.response[i]?.value);
  for (let i = 0; i < parts.statements.length; i++) {
    const reads = parts.statements[i]?.reads;
    if (reads !== undefined) for (const value of reads) look(read, value);
  }
  for (let i = 0; i < parts.answers.length; i++) add(read, parts.answers[i]?.captures);
  const { captures, context } = read;
  return { captures: captures === undefined ? noCaptures : [...captures].sort((a, b) => a - b), context };
};

const add = (read: Read, groups: readonly number[] | undefined): void => {
  if (groups === undefined || groups.length === 0) return;
  read.captures ??= new Set();
  for (const group of groups) read.captures.add(group);
};

const look = (read: Read, value: Text | undefined): void => {
  if (value === undefined) return;
  add(read, capturesIn(value));
  if (readsContext(value)) read.context = true;
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
