/** Reads the annotations of Ingresses. What equal annotations say is read once, and is one object for all that carry them. */
import { type Finding, type Report, recordingSink, type Sink, seenFrom } from '../../diagnostics/report.ts';
import type { Cluster, IngressObject } from '../../kubernetes/cluster.ts';
import { refText } from '../../source/object.ts';
import { annotationPath, type Origin, type Path, sourceOrigin } from '../../source/traced.ts';
import type { KeyReading } from '../dialect.ts';
import { prefix } from './annotation-row.ts';
import { createAnnotationSets } from './annotation-sets.ts';
import { aliases, annotationRows, isAnnotationKey } from './annotations.ts';
import type { Controller } from './controller/controller.ts';
import { oncePerName } from './once-per-name.ts';
import { type Here, shortKey } from './read/given.ts';
import { createReaderMemory, type ReaderMemory } from './read/reader-memory.ts';
import { type ReadAnnotations, readAnnotations, type Written } from './read-annotations.ts';
import type { IngressReading } from './settings.ts';
import { hasOtherPrefix, readUnknownKeys } from './unknown-keys.ts';

export interface ReadIngress {
  readonly reading: IngressReading;
  readonly keys: readonly KeyReading[];
}

export type IngressReader = (ingress: IngressObject) => ReadIngress;

export const createIngressReader = (controller: Controller, cluster: Cluster, report: Report): IngressReader => {
  const sets = createAnnotationSets<SharedReading | 'alone'>();
  // Origins are told apart by identity.
  const origin = oncePerName((key): Origin => ({ kind: 'annotation', key }));
  const memory = createReaderMemory();
  const annotationsOf = annotationSorter();
  const shared = (ingress: IngressObject, { ours, sharable }: Annotations): SharedReading | 'alone' => {
    if (!sharable) return 'alone';
    const set = sets(ours);
    set.known ??= readShared(ours, { controller, cluster, ingress, origin, memory }) ?? 'alone';
    return set.known;
  };
  return (ingress) => {
    const annotations = annotationsOf(ingress);
    const { ours, others } = annotations;
    if (ours.length + others.length === 0)
      return { reading: { kind: 'read', ingress, settings: controller.base }, keys: noKeys };
    const known = shared(ingress, annotations);
    if (known === 'alone') return readAlone(ingress, ours, others, { controller, cluster, report });
    if (known.findings.length > 0) {
      const sink = seenFrom(report, { object: ingress.object });
      for (const { code, args, at } of known.findings) sink.add(code, args, at);
    }
    return placed(ingress, known.read, known.paths);
  };
};

const noKeys: readonly KeyReading[] = [];

interface Annotations {
  readonly ours: readonly Written[];
  readonly others: readonly string[];
  /** True: what they say may be shared with other Ingresses. */
  readonly sharable: boolean;
}

/** `alone`: what reaches hosts, Services or other Ingresses is read for each Ingress by itself. */
type NameKind = 'shared' | 'alone' | 'other' | 'foreign';

const kindOfName = (name: string): NameKind => {
  if (!name.startsWith(prefix)) return hasOtherPrefix(name) ? 'other' : 'foreign';
  const short = name.slice(prefix.length);
  const key = isAnnotationKey(short) ? short : aliases.get(short);
  // `use-regex` is asked for route by route.
  return key !== undefined && (annotationRows[key].scope === 'location' || key === 'use-regex') ? 'shared' : 'alone';
};

const annotationSorter = (): ((ingress: IngressObject) => Annotations) => {
  const kindOf = oncePerName(kindOfName);
  return ({ annotations }) => {
    const ours: Written[] = [];
    const others: string[] = [];
    let sharable = true;
    for (const name in annotations) {
      const kind = kindOf(name);
      if (kind === 'foreign') continue;
      if (kind !== 'shared') sharable = false;
      if (kind === 'other') others.push(name);
      else ours.push([name, annotations[name] ?? '']);
    }
    return { ours, others, sharable };
  };
};

interface SharedReading {
  readonly read: ReadAnnotations;
  /** Of each of its keys. */
  readonly paths: readonly Path[];
  readonly findings: readonly Finding[];
}

interface Shared {
  readonly controller: Controller;
  readonly cluster: Cluster;
  readonly ingress: IngressObject;
  readonly origin: (name: string) => Origin;
  readonly memory: ReaderMemory;
}

/** Undefined when a reader looks at more than the annotations. */
const readShared = (
  names: readonly Written[],
  { controller, ingress, cluster, origin, memory }: Shared,
): SharedReading | undefined => {
  let looked = false;
  const here = (): Here => {
    looked = true;
    return hereOf(ingress, cluster);
  };
  const findings: Finding[] = [];
  const read = readAnnotations(
    names,
    [],
    { controller, here, origin, sink: recordingSink(findings) },
    () => [],
    memory,
  );
  if (looked || read.settings?.hostClosed !== undefined) return undefined;
  return { read, findings, paths: pathsOf(read) };
};

const hereOf = (ingress: IngressObject, cluster: Cluster): Here => ({
  ingress,
  cluster,
  name: refText(ingress.object.ref),
});

interface Surroundings {
  readonly controller: Controller;
  readonly cluster: Cluster;
  readonly report: Report;
}

const readAlone = (
  ingress: IngressObject,
  ours: readonly Written[],
  others: readonly string[],
  { controller, cluster, report }: Surroundings,
): ReadIngress => {
  const sink: Sink = seenFrom(report, { object: ingress.object });
  const origin = oncePerName((name) => sourceOrigin(ingress.object, annotationPath(name)));
  const here = (): Here => hereOf(ingress, cluster);
  const read = readAnnotations(ours, others, { controller, here, origin, sink }, (names, given, found) =>
    readUnknownKeys(ingress, names, report, (key, meant, at) =>
      found.has(meant) ? undefined : given.unsafeAt('D391', { key: shortKey(key), meant }, at),
    ),
  );
  return placed(ingress, read, pathsOf(read));
};

const pathsOf = ({ keys }: ReadAnnotations): readonly Path[] => keys.map(({ key }) => annotationPath(key));

const placed = (ingress: IngressObject, { settings, keys }: ReadAnnotations, paths: readonly Path[]): ReadIngress => {
  const { object } = ingress;
  const at: KeyReading[] = [];
  for (let i = 0; i < keys.length; i++) {
    const entry = keys[i];
    if (entry === undefined) continue;
    const { key, value, status, code } = entry;
    const place = sourceOrigin(object, paths[i] ?? annotationPath(key));
    at.push(code === undefined ? { at: place, key, value, status } : { at: place, key, value, status, code });
  }
  return {
    reading: settings === undefined ? { kind: 'dropped', ingress } : { kind: 'read', ingress, settings },
    keys: at,
  };
};
