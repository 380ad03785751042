/** From the annotations of one Ingress to typed settings, and a word about each annotation. */
import type { Code } from '../../diagnostics/catalogue.ts';
import type { Report } from '../../diagnostics/report.ts';
import type { Cluster, IngressObject } from '../../kubernetes/cluster.ts';
import { sourceOrigin } from '../../source/traced.ts';
import type { KeyReading } from '../dialect.ts';
import { prefix, type Risk } from './annotation-row.ts';
import { type AnnotationKey, aliases, annotationRows, isAnnotationKey } from './annotations.ts';
import type { Controller } from './controller/controller.ts';
import { createGiven, type Found, type Given, shortKey } from './read/given.ts';
import type { Contribution } from './read/reader.ts';
import { settle } from './read/settle.ts';
import { readers } from './readers.ts';
import type { IngressReading, IngressSettings, LocationFeatures } from './settings.ts';
import { hasOtherPrefix, readUnknownKeys } from './unknown-keys.ts';

export interface ReadIngress {
  readonly reading: IngressReading;
  readonly keys: readonly KeyReading[];
}

export const readIngress = (
  ingress: IngressObject,
  controller: Controller,
  cluster: Cluster,
  report: Report,
): ReadIngress => {
  const names = Object.keys(ingress.annotations);
  const ours = names.filter((name) => name.startsWith(prefix));
  const others = names.filter(hasOtherPrefix);
  if (ours.length + others.length === 0)
    return { reading: { kind: 'read', ingress, settings: controller.base }, keys: [] };
  const { found, shadowed, unknown } = sortKeys(ingress, ours);
  const given = createGiven(ingress, found, controller, cluster, report);
  const gated = passesGates(given, found, ours);
  const read = gated ? readSettings(given, found) : controller.base;
  const strangers = readUnknownKeys(ingress, [...unknown, ...others], report, (key, meant, at) =>
    found.has(meant) ? undefined : given.unsafeAt('D391', { key: shortKey(key), meant }, at),
  );
  const { dropped, code, denied, mistaken, hostClosed } = given.result();
  const settings = mistaken && !dropped ? closedSettings(given, found, read) : read;
  const keys = [
    ...knownReadings(given, found, dropped ? code : undefined),
    ...shadowedReadings(ingress, shadowed, found, report),
    ...strangers,
  ].sort((a, b) => (a.key < b.key ? -1 : 1));
  if (dropped) return { reading: { kind: 'dropped', ingress }, keys };
  const closed = { ...(denied === undefined ? {} : { denied }), ...(hostClosed === undefined ? {} : { hostClosed }) };
  return { reading: { kind: 'read', ingress, settings: { ...settings, ...closed } }, keys };
};

interface SortedKeys {
  readonly found: ReadonlyMap<AnnotationKey, Found>;
  /** Older spellings that are not read because the key itself has a value. */
  readonly shadowed: readonly string[];
  readonly unknown: readonly string[];
}

const sortKeys = (ingress: IngressObject, names: readonly string[]): SortedKeys => {
  const found = new Map<AnnotationKey, Found>();
  const shadowed: string[] = [];
  const unknown: string[] = [];
  const old: { readonly written: string; readonly key: AnnotationKey }[] = [];
  const entry = (written: string): Found => ({
    written,
    value: ingress.annotations[written] ?? '',
    at: sourceOrigin(ingress.object, ['metadata', 'annotations', written]),
  });
  for (const written of names) {
    const short = written.slice(prefix.length);
    const current = aliases.get(short);
    if (isAnnotationKey(short)) found.set(short, entry(written));
    else if (current !== undefined) old.push({ written, key: current });
    else unknown.push(written);
  }
  for (const { written, key } of old) {
    const current = found.get(key);
    if (current !== undefined && current.value !== '') shadowed.push(written);
    else found.set(key, entry(written));
  }
  return { found, shadowed, unknown };
};

const ranks: Readonly<Record<Risk, number>> = { Low: 0, Medium: 1, High: 2, Critical: 3 };

/** Blocked words and the risk level: either leaves the Ingress out as a whole. */
const passesGates = (given: Given, found: ReadonlyMap<AnnotationKey, Found>, names: readonly string[]): boolean => {
  const { gates } = given.controller;
  const word = gates.blocklist.find((w) => names.some((name) => (given.ingress.annotations[name] ?? '').includes(w)));
  if (word !== undefined) blockWord(given, names, word);
  for (const [key, { written }] of found) {
    const { risk } = annotationRows[key];
    if (ranks[risk] <= ranks[gates.risk]) continue;
    const args = { key: written.slice(prefix.length), level: gates.risk };
    if (risk === 'Critical') given.drop('D305', args, key);
    else given.drop('D306', { ...args, risk }, key);
  }
  return !given.result().dropped;
};

const blockWord = (given: Given, names: readonly string[], word: string): void => {
  const bearer = names.find((name) => (given.ingress.annotations[name] ?? '').includes(word)) ?? '';
  const at = sourceOrigin(given.ingress.object, ['metadata', 'annotations', bearer]);
  const value = given.ingress.annotations[bearer] ?? '';
  given.dropAt('D307', { key: bearer.slice(prefix.length), value, word }, at);
};

const readSettings = (given: Given, found: ReadonlyMap<AnnotationKey, Found>): IngressSettings => {
  const { base } = given.controller;
  const due = new Set([...found.keys()].map((key) => annotationRows[key].reads));
  const contributions: Contribution[] = [];
  for (const name of due) if (name !== 'snippets') contributions.push(readers[name](given));
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
    if (idle && given.statusOf(key)?.status === 'read')
      given.ignore([key], 'the paths are closed with 503 whatever it says');
  }
  const { basicAuth: _basic, externalAuth: _external, ...others } = settings;
  const entries = Object.entries(settings.location).filter(([name]) => keptWhenClosed.some((kept) => kept === name));
  return { ...others, location: { ...given.controller.defaults.closedLocation, ...Object.fromEntries(entries) } };
};

const merge = (base: IngressSettings, contributions: readonly Contribution[]): IngressSettings => {
  const without = new Set<string>(contributions.flatMap((c) => c.without ?? []));
  let settings = base;
  let location = base.location;
  for (const c of contributions) {
    if (c.settings !== undefined) settings = { ...settings, ...c.settings };
    if (c.location !== undefined) location = { ...location, ...c.location };
  }
  const merged = location === base.location ? settings : { ...settings, location };
  return without.size === 0 ? merged : removed(merged, without);
};

const removed = (settings: IngressSettings, without: ReadonlySet<string>): IngressSettings => {
  const location = Object.fromEntries(Object.entries(settings.location).filter(([name]) => !without.has(name)));
  const { externalAuth, ...others } = settings;
  const kept = without.has('externalAuth') || externalAuth === undefined ? others : { ...others, externalAuth };
  return { ...kept, location };
};

/** The keys of a dropped Ingress share its fate and the reason. */
const knownReadings = (
  given: Given,
  found: ReadonlyMap<AnnotationKey, Found>,
  dropped: Code | undefined,
): readonly KeyReading[] =>
  [...found].map(([key, { written, value, at }]) => {
    const noted = given.statusOf(key) ?? { status: 'read' as const };
    const shared =
      dropped === undefined || noted.status !== 'read' ? noted : { status: 'dropped' as const, code: dropped };
    return { at, key: written, value, ...shared };
  });

const shadowedReadings = (
  ingress: IngressObject,
  written: readonly string[],
  found: ReadonlyMap<AnnotationKey, Found>,
  report: Report,
): readonly KeyReading[] =>
  written.map((key) => {
    const at = sourceOrigin(ingress.object, ['metadata', 'annotations', key]);
    const short = key.slice(prefix.length);
    const current = aliases.get(short);
    const by = current === undefined ? '' : (found.get(current)?.written.slice(prefix.length) ?? current);
    report.add('D315', { key: short, by }, [at]);
    return { at, key, value: ingress.annotations[key] ?? '', status: 'ignored', code: 'D315' };
  });
