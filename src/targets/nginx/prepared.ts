/** The share of a location that hangs on its nodes alone: made once for all locations with the same features. */
import { type Assembly, addFile, define } from './assembly.ts';
import { type NginxNode, type Phase, phases, slots } from './node.ts';
import { answersIn, type Prepared, sortParts } from './parts.ts';
import { printOnce } from './print.ts';

export const prepare = (assembly: Assembly, nodes: readonly NginxNode[]): Prepared => {
  const known = assembly.prepared.get(nodes);
  if (known !== undefined) return known;
  const parts = sortParts(nodes);
  for (const d of parts.definitions) define(assembly, d.definition);
  for (const f of parts.files) addFile(assembly, f.file);
  const answers = (chosen: readonly Phase[]): string =>
    chosen.flatMap((phase) => answersIn(parts, phase).map((answer) => printOnce(answer.statements))).join('');
  const rewrite = phases.indexOf('rewrite');
  const made: Prepared = {
    parts,
    settings: slots.map((slot) => {
      const node = parts.settings.get(slot);
      return node === undefined ? undefined : printOnce(node.statements);
    }),
    lists: assembly.headers.response(parts.response, parts.hidden, true),
    early: answers(phases.slice(0, rewrite)),
    late: answers(phases.slice(rewrite)) + parts.statements.map((node) => printOnce(node.statements)).join(''),
  };
  assembly.prepared.set(nodes, made);
  return made;
};
