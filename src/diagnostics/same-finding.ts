/** Whether two findings say the same of the same place. By numbers first: what they say is compared only where those agree. */
import type { Path, PlacedOrigin, SourceOrigin } from '../source/traced.ts';

export interface Finding {
  readonly code: string;
  readonly args: unknown;
  /** Only the first counts: the others are notes. */
  readonly at: readonly PlacedOrigin[];
  readonly target?: string;
}

/** Equal for the same findings, and hardly ever for others. */
export const findingHash = ({ code, args, at, target }: Finding): number => {
  const [origin] = at;
  const said = hashArgs(hashText(hashText(offsetBasis, target ?? ''), code), args);
  return origin === undefined ? said : hashOrigin(said, origin);
};

export const isSameFinding = (a: Finding, b: Finding): boolean =>
  a.code === b.code && a.target === b.target && isSamePlace(a.at[0], b.at[0]) && isSameArgs(a.args, b.args);

// FNV-1a, of 32 bits.
const offsetBasis = 0x811c9dc5;
const mix = (hash: number, value: number): number => Math.imul(hash ^ value, 0x01000193);

const hashText = (hash: number, text: string): number => {
  let mixed = hash;
  for (let i = 0; i < text.length; i++) mixed = mix(mixed, text.charCodeAt(i));
  return mixed;
};

/** Arguments may be shared by thousands of findings. */
const hashes = new WeakMap<object, number>();

const hashArgs = (hash: number, args: unknown): number => {
  if (!isRecord(args)) return hash;
  const known = hashes.get(args);
  const own = known ?? hashRecord(args);
  if (known === undefined) hashes.set(args, own);
  return mix(hash, own);
};

const hashRecord = (args: Readonly<Record<string, unknown>>): number => {
  let mixed = offsetBasis;
  for (const name in args) {
    const value = args[name];
    if (typeof value === 'string') mixed = hashText(mixed, value);
    else if (typeof value === 'number') mixed = mix(mixed, value);
    else if (value !== undefined) mixed = hashText(mixed, JSON.stringify(value) ?? '');
  }
  return mixed;
};

const hashOrigin = (hash: number, origin: PlacedOrigin): number => {
  if (origin.kind === 'default') return hashText(hash, origin.key);
  const { object, path, span } = origin;
  return hashPath(hashPath(mix(mix(hash, object.document.index), span?.[0] ?? -1), object.root), path);
};

const hashPath = (hash: number, path: Path): number => {
  let mixed = hash;
  for (let i = 0; i < path.length; i++) {
    const step = path[i] ?? '';
    mixed = typeof step === 'number' ? mix(mixed, step) : hashText(mixed, step);
  }
  return mixed;
};

const isSameArgs = (a: unknown, b: unknown): boolean =>
  haveSameMembers(a, b) || JSON.stringify(a) === JSON.stringify(b);

/** True: both have the very same members. False: perhaps not. */
export const haveSameMembers = (a: unknown, b: unknown): boolean =>
  a === b || (isRecord(a) && isRecord(b) && hasMembersOf(a, b) && hasMembersOf(b, a));

type Members = Readonly<Record<string, unknown>>;

const hasMembersOf = (a: Members, b: Members): boolean => {
  for (const name in b) if (a[name] !== b[name]) return false;
  return true;
};

const isRecord = (args: unknown): args is Members => typeof args === 'object' && args !== null;

const isSamePlace = (a: PlacedOrigin | undefined, b: PlacedOrigin | undefined): boolean => {
  if (a === b) return true;
  if (a === undefined || b === undefined) return false;
  if (a.kind === 'default') return b.kind === 'default' && a.key === b.key && a.dialect === b.dialect;
  return b.kind === 'source' && isSameObject(a, b) && isSamePath(a.path, b.path) && a.span?.[0] === b.span?.[0];
};

/** Of a document without an object several stand-ins may be made. */
const isSameObject = ({ object: a }: SourceOrigin, { object: b }: SourceOrigin): boolean =>
  a === b ||
  (a.document.index === b.document.index &&
    a.document.file.name === b.document.file.name &&
    isSamePath(a.root, b.root));

const isSamePath = (a: Path, b: Path): boolean => a.length === b.length && a.every((step, i) => step === b[i]);
