/** From a set of annotations to typed settings, and a word about each annotation. */
import type { Code } from '../../diagnostics/catalogue.ts';
import type { KeyReading } from '../dialect.ts';
import { prefix, type Risk } from './annotation-row.ts';
import { type AnnotationKey, aliases, annotationRows, isAnnotationKey } from './annotations.ts';
import { createGiven } from './read/create-given.ts';
import { type Found, type Given, type Reading, shortKey } from './read/given.ts';
import type { Contribution } from './read/reader.ts';
import type { ReaderMemory } from './read/reader-memory.ts';
import { settle } from './read/settle.ts';
import { readers } from './readers.ts';
import type { IngressSettings, LocationFeatures } from './settings.ts';

/** Name, with its prefix, and value. */
export type Written = readonly [name: string, value: string];

/** What became of an annotation, wherever it stands. */
export type KeyStatus = Omit<KeyReading, 'at'>;

export interface ReadAnnotations {
  /** Undefined: the Ingress is not served. */
  readonly settings: IngressSettings | undefined;
  readonly keys: readonly KeyStatus[];
}

/** Reads annotations that nothing knows; returns what became of them. */
export type ReadStrangers = (
  names: readonly string[],
  given: Given,
  known: SortedKeys['found'],
) => readonly KeyStatus[];

/** `ours` have the prefix of the dialect, `others` one that people write in its place. */
export const readAnnotations = (
  ours: readonly Written[],
  others: readonly string[],
  around: Omit<Reading, 'found'>,
  readStrangers: ReadStrangers,
  memory?: ReaderMemory,
): ReadAnnotations => {
  const { found, shadowed, unknown } = sortKeys(ours);
  const { controller, here, origin, sink } = around;
  const reading: Reading = { found, controller, here, origin, sink };
  const given = createGiven(reading);
  const read = passesGates(given, reading, ours) ? readSettings(given, found, memory) : given.controller.base;
  const strangers = readStrangers([...unknown, ...others], given, found);
  const { dropped, code, denied, mistaken, hostClosed } = given.result();
  const settings = mistaken && !dropped ? closedSettings(given, found, read) : read;
  const keys = [
    ...knownReadings(given, found, dropped ? code : undefined),
    ...shadowedReadings(shadowed, reading),
    ...strangers,
  ].sort((a, b) => (a.key < b.key ? -1 : 1));
  if (dropped) return { settings: undefined, keys };
  if (denied === undefined && hostClosed === undefined) return { settings, keys };
  return {
    settings: { ...settings, denied: denied ?? settings.denied, hostClosed: hostClosed ?? settings.hostClosed },
    keys,
  };
};

interface SortedKeys {
  readonly found: ReadonlyMap<AnnotationKey, Found>;
  /** Older spellings that are not read because the key itself has a value. */
  readonly shadowed: readonly Written[];
  readonly unknown: readonly string[];
}

const sortKeys = (names: readonly Written[]): SortedKeys => {
  const found = new Map<AnnotationKey, Found>();
  const shadowed: Written[] = [];
  const unknown: string[] = [];
  const old: { readonly entry: Written; readonly key: AnnotationKey }[] = [];
  for (const entry of names) {
    const [written, value] = entry;
    const short = written.slice(prefix.length);
    const current = aliases.get(short);
    if (isAnnotationKey(short)) found.set(short, { written, value });
    else if (current !== undefined) old.push({ entry, key: current });
    else unknown.push(written);
  }
  for (const { entry, key } of old) {
    const current = found.get(key);
    if (current !== undefined && current.value !== '') shadowed.push(entry);
    else found.set(key, { written: entry[0], value: entry[1] });
  }
  return { found, shadowed, unknown };
};

const ranks: Readonly<Record<Risk, number>> = { Low: 0, Medium: 1, High: 2, Critical: 3 };

/** Blocked words and the risk level: either leaves the Ingress out as a whole. */
const passesGates = (
  given: Given,
  { found, origin }: Pick<Reading, 'found' | 'origin'>,
  names: readonly Written[],
): boolean => {
  const { gates } = given.controller;
  const word = gates.blocklist.find((w) => names.some(([, value]) => value.includes(w)));
  if (word !== undefined) blockWord(given, origin, names, word);
  for (const [key, { written }] of found) {
    const { risk } = annotationRows[key];
    if (ranks[risk] <= ranks[gates.risk]) continue;
    const args = { key: written.slice(prefix.length), level: gates.risk };
    if (risk === 'Critical') given.drop('D305', args, key);
    else given.drop('D306', { ...args, risk }, key);
  }
  return !given.result().dropped;
};

const blockWord = (given: Given, origin: Reading['origin'], names: readonly Written[], word: string): void => {
  const [bearer, value] = names.find(([, text]) => text.includes(word)) ?? ['', ''];
  given.dropAt('D307', { key: bearer.slice(prefix.length), value, word }, origin(bearer));
};

const readSettings = (
  given: Given,
  found: ReadonlyMap<AnnotationKey, Found>,
  memory: ReaderMemory | undefined,
): IngressSettings => {
  const { base } = given.controller;
  const due = new Set([...found.keys()].map((key) => annotationRows[key].reads));
  const contributions: Contribution[] = [];
  for (const name of due)
    if (name !== 'snippets') contributions.push(memory === undefined ? readers[name](given) : memory(name, given));
  const merged = merge(base, contributions);
  const complete =
    due.has('snippets') && !given.result().dropped ? merge(merged, [readers.snippets(given, merged)]) : merged;
  return settle(given, complete);
};

const keptWhenClosed: readonly (keyof LocationFeatures)[] = ['accessLog', 'rewriteLog', 'redirectStyle', 'hsts'];
const steering: ReadonlySet<AnnotationKey> = new Set([
  'rewrite-target',
  'enable-access-log',
  'enable-rewrite-log',
  'use-port-in-redirects',
]);

/** Closed by a mistake: the controller writes nearly nothing else into such a location, no CORS headers and no redirect either. */
const closedSettings = (
  given: Given,
  found: ReadonlyMap<AnnotationKey, Found>,
  settings: IngressSettings,
): IngressSettings => {
  for (const key of found.keys()) {
    const idle = annotationRows[key].scope === 'location' && !steering.has(key);
    const known = given.statusOf(key);
    if (idle && known?.status === 'read' && known.code === undefined)
      given.tell('D317', { key: shortKey(found.get(key)?.written ?? key) }, key, 'ignored');
  }
  const entries = Object.entries(settings.location).filter(([name]) => keptWhenClosed.some((kept) => kept === name));
  const location = { ...given.controller.defaults.closedLocation, ...Object.fromEntries(entries) };
  return { ...settings, basicAuth: undefined, externalAuth: undefined, location };
};

const merge = (base: IngressSettings, contributions: readonly Contribution[]): IngressSettings => {
  const changes: Partial<IngressSettings> = {};
  const features: Partial<LocationFeatures> = {};
  const without = new Set<string>();
  let changed = false;
  for (const contribution of contributions) {
    Object.assign(changes, contribution.settings);
    if (contribution.location !== undefined) changed = true;
    Object.assign(features, contribution.location);
    for (const name of contribution.without ?? []) without.add(name);
  }
  const merged = changed
    ? { ...base, ...changes, location: { ...base.location, ...features } }
    : { ...base, ...changes };
  return without.size === 0 ? merged : removed(merged, without);
};

const removed = (settings: IngressSettings, without: ReadonlySet<string>): IngressSettings => {
  const location = Object.fromEntries(Object.entries(settings.location).filter(([name]) => !without.has(name)));
  return { ...settings, externalAuth: without.has('externalAuth') ? undefined : settings.externalAuth, location };
};

/** The keys of a dropped Ingress share its fate and the reason. */
const knownReadings = (
  given: Given,
  found: ReadonlyMap<AnnotationKey, Found>,
  dropped: Code | undefined,
): readonly KeyStatus[] =>
  [...found].map(([key, { written, value }]) => {
    const noted = given.statusOf(key) ?? { status: 'read' as const };
    const shared =
      dropped === undefined || noted.status !== 'read' ? noted : { status: 'dropped' as const, code: dropped };
    return { key: written, value, ...shared };
  });

const shadowedReadings = (names: readonly Written[], { found, origin, sink }: Reading): readonly KeyStatus[] =>
  names.map(([key, value]) => {
    const short = key.slice(prefix.length);
    const current = aliases.get(short);
    const by = current === undefined ? '' : (found.get(current)?.written.slice(prefix.length) ?? current);
    sink.add('D315', { key: short, by }, [origin(key)]);
    return { key, value, status: 'ignored', code: 'D315' };
  });
