/**
 * A rewrite as a finite list of prefixes. Contour replaces a matched prefix as text and knows no captures, which is enough as long
 * as the expression is made of letters, alternatives and optional parts, with at most one `.*` at its end.
 */
import type { Template } from '../../model/values/template.ts';

/** Stands for the text that `.*` (or `.+`) takes. */
const any = '\u0001';
const some = '\u0002';
const most = 64;

/** One way to match: the text, what each group took, and whether the path must end here. */
export interface Way {
  readonly text: string;
  readonly groups: readonly (string | undefined)[];
  readonly ended: boolean;
}

type Atom =
  | { readonly kind: 'text'; readonly text: string; readonly optional: boolean }
  | { readonly kind: 'end' }
  | {
      readonly kind: 'group';
      readonly number: number | undefined;
      readonly choices: readonly (readonly Atom[])[];
      readonly optional: boolean;
    };

interface Cursor {
  readonly source: string;
  at: number;
  groups: number;
}

/** Undefined when the expression is not of that kind. `source` starts with `^`. */
export const expand = (source: string): readonly Way[] | undefined => {
  const cursor: Cursor = { source, at: 1, groups: 0 };
  const choices = source.startsWith('^') ? readChoices(cursor) : undefined;
  const [only, ...others] = choices ?? [];
  if (only === undefined || others.length > 0 || cursor.at < source.length) return undefined;
  const ways = walk(only, [{ text: '', groups: [], ended: false }]);
  return ways === undefined ? undefined : withoutShadowed(ways);
};

const readChoices = (cursor: Cursor): readonly (readonly Atom[])[] | undefined => {
  const choices: (readonly Atom[])[] = [];
  let atoms: Atom[] = [];
  for (;;) {
    const c = cursor.source[cursor.at];
    if (c === undefined || c === ')') return [...choices, atoms];
    if (c === '|') {
      choices.push(atoms);
      atoms = [];
      cursor.at++;
      continue;
    }
    const atom = readAtom(cursor);
    if (atom === undefined) return undefined;
    atoms.push(atom);
  }
};

const readAtom = (cursor: Cursor): Atom | undefined => {
  const rest = cursor.source.slice(cursor.at);
  if (rest.startsWith('.*') || rest.startsWith('.+')) {
    if (/^..[?+]/.test(rest)) return undefined;
    cursor.at += 2;
    return { kind: 'text', text: rest[1] === '*' ? any : some, optional: false };
  }
  if (rest.startsWith('$')) {
    cursor.at++;
    return { kind: 'end' };
  }
  if (rest.startsWith('(')) return readGroup(cursor, rest);
  const letter = /^(?:\\([^A-Za-z0-9])|([^\\^$.|?*+()[\]{}]))/.exec(rest);
  if (letter === null) return undefined;
  cursor.at += letter[0].length;
  const optional = readOptional(cursor);
  return optional === undefined ? undefined : { kind: 'text', text: letter[1] ?? letter[2] ?? '', optional };
};

const readGroup = (cursor: Cursor, rest: string): Atom | undefined => {
  const bare = rest.startsWith('(?:');
  if (!bare && /^\([?*]/.test(rest)) return undefined;
  cursor.at += bare ? 3 : 1;
  const number = bare ? undefined : ++cursor.groups;
  const choices = readChoices(cursor);
  if (choices === undefined || cursor.source[cursor.at] !== ')') return undefined;
  cursor.at++;
  const optional = readOptional(cursor);
  return optional === undefined ? undefined : { kind: 'group', number, choices, optional };
};

/** Undefined for a repetition, which has no finite list. */
const readOptional = (cursor: Cursor): boolean | undefined => {
  const c = cursor.source[cursor.at] ?? '';
  if (c === '*' || c === '+' || c === '{') return undefined;
  if (c !== '?') return false;
  cursor.at++;
  return /[?+]/.test(cursor.source[cursor.at] ?? '') ? undefined : true;
};

const walk = (atoms: readonly Atom[], from: readonly Way[]): readonly Way[] | undefined => {
  let ways = from;
  for (const atom of atoms) {
    const next = ways.map((way) => step(atom, way));
    if (next.some((n) => n === undefined)) return undefined;
    ways = next.flatMap((n) => n ?? []);
    if (ways.length > most) return undefined;
  }
  return ways;
};

const step = (atom: Atom, way: Way): readonly Way[] | undefined => {
  switch (atom.kind) {
    case 'end':
      return [{ ...way, ended: true }];
    case 'text': {
      const taken = take(way, atom.text);
      return taken === undefined ? undefined : [...taken, ...(atom.optional ? [way] : [])];
    }
    case 'group': {
      const inside = atom.choices.map((choice) => walk(choice, [way]));
      if (inside.some((ways) => ways === undefined)) return undefined;
      const closed = inside.flatMap((ways) => ways ?? []).map((after) => close(atom.number, way, after));
      return [...closed, ...(atom.optional ? [way] : [])];
    }
    default:
      return atom satisfies never;
  }
};

const close = (number: number | undefined, before: Way, after: Way): Way => {
  if (number === undefined) return after;
  const groups = [...after.groups];
  groups[number - 1] = after.text.slice(before.text.length);
  return { ...after, groups };
};

/** Nothing may follow the open text, and nothing but it may follow the end. Empty: this way leads nowhere. */
const take = (way: Way, text: string): readonly Way[] | undefined => {
  if (/[\u0001\u0002]$/.test(way.text)) return undefined;
  if (way.ended) return text === any ? [way] : [];
  return [{ ...way, text: way.text + text }];
};

/** The expression tries its alternatives in order, Contour the longest first: drop what an earlier, shorter one takes anyway. */
const withoutShadowed = (ways: readonly Way[]): readonly Way[] =>
  ways.filter((way, i) => !ways.slice(0, i).some((earlier) => covers(earlier, way)));

const covers = (earlier: Way, way: Way): boolean => {
  const open = earlier.text.endsWith(any)
    ? earlier.text.slice(0, -1)
    : earlier.ended || earlier.text.endsWith(some)
      ? undefined
      : earlier.text;
  return open === undefined ? earlier.text === way.text && earlier.ended === way.ended : way.text.startsWith(open);
};

export const opening = (way: Way): { readonly start: string; readonly tail: 'any' | 'some' | undefined } =>
  way.text.endsWith(any)
    ? { start: way.text.slice(0, -1), tail: 'any' }
    : way.text.endsWith(some)
      ? { start: way.text.slice(0, -1), tail: 'some' }
      : { start: way.text, tail: undefined };

/** The target for one way. `keeps`: the open text stands once, at the end. Undefined when it stands elsewhere, or for request values. */
export const fill = (target: Template, way: Way): { readonly text: string; readonly keeps: boolean } | undefined => {
  let text = '';
  for (const part of target) {
    if (part.kind === 'request') return undefined;
    text += part.kind === 'text' ? part.text : (way.groups[part.group - 1] ?? '');
  }
  const at = text.search(/[\u0001\u0002]/);
  if (at < 0) return { text, keeps: false };
  return at === text.length - 1 ? { text: text.slice(0, -1), keeps: true } : undefined;
};
