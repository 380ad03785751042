/** Places for the locations a server needs besides its routes: one per server and content. */
import { locationIndent, printLocationHead, printStatements } from './print.ts';
import { NginxToken } from './token.ts';
import { directive, type Statement } from './tree.ts';

/** The side locations of one server, by content. */
export interface SideLocations {
  readonly byContent: Map<string, { readonly name: string; readonly printed: string }>;
}

export const createSideLocations = (): SideLocations => ({ byContent: new Map() });

/** A side location without its name, printed. */
export interface SideBody {
  readonly prefix: string;
  /** `exact` ones are internal paths. */
  readonly head: 'exact' | 'named';
  readonly printed: string;
  readonly content: string;
}

export const sideBody = (
  prefix: string,
  head: SideBody['head'],
  statements: readonly Statement<'location'>[],
): SideBody => {
  const printed = printStatements(statements, locationIndent);
  return { prefix, head, printed, content: `${prefix}\n${printed}` };
};

/** Name of the location with that body; a new one when there is none yet. */
export const place = (side: SideLocations, { prefix, head, printed, content }: SideBody): string => {
  const known = side.byContent.get(content);
  if (known !== undefined) return known.name;
  const exact = head === 'exact';
  const name = `${exact ? '/_ic_' : '@ic_'}${prefix}_${side.byContent.size + 1}`;
  const args = exact ? [NginxToken.word('='), NginxToken.path(name)] : [NginxToken.literal(name)];
  side.byContent.set(content, {
    name,
    printed: `${printLocationHead(args)} {\n${exact ? internal : ''}${printed}        }\n`,
  });
  return name;
};

const internal = printStatements([directive('internal')], locationIndent);
