/** Places for the locations a server needs besides its routes: one per server and content. */
import { locationIndent, printLocationHead, printStatements } from './print.ts';
import { NginxToken } from './token.ts';
import { directive, type Statement } from './tree.ts';

/** The side locations of one server, by content. */
export interface SideLocations {
  /** Absent while there are none: most servers need none. */
  byContent?: Map<string, { readonly name: string; readonly printed: string }>;
}

export const printSideLocations = ({ byContent }: SideLocations): string => {
  let out = '';
  byContent?.forEach(({ printed }) => {
    out += printed;
  });
  return out;
};

/** A side location without its name, printed. */
export interface SideBody {
  readonly prefix: string;
  /** `exact` ones are internal paths. */
  readonly head: 'exact' | 'named';
  /** The prefix on a line of its own, then the statements. */
  readonly content: string;
}

export const sideBody = (
  prefix: string,
  head: SideBody['head'],
  statements: readonly Statement<'location'>[],
): SideBody => ({ prefix, head, content: `${prefix}\n${printStatements(statements, locationIndent)}` });

/** Name of the location with that body; a new one when there is none yet. */
export const place = (side: SideLocations, { prefix, head, content }: SideBody): string => {
  side.byContent ??= new Map();
  const known = side.byContent.get(content);
  if (known !== undefined) return known.name;
  const exact = head === 'exact';
  const name = `${exact ? '/_ic_' : '@ic_'}${prefix}_${side.byContent.size + 1}`;
  const printed = content.slice(prefix.length + 1);
  const args = exact ? [NginxToken.word('='), NginxToken.path(name)] : [NginxToken.literal(name)];
  side.byContent.set(content, {
    name,
    printed: `${printLocationHead(args)} {\n${exact ? internal : ''}${printed}        }\n`,
  });
  return name;
};

const internal = printStatements([directive('internal')], locationIndent);
