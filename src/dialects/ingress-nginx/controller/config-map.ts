/** The controller's ConfigMap: which one it is, and its values as the controller converts them. */

import { nearest } from '../../../diagnostics/nearest.ts';
import { createReport, type Sink } from '../../../diagnostics/report.ts';
import type { Cluster, ConfigMapObject } from '../../../kubernetes/cluster.ts';
import { entryPath } from '../../../kubernetes/helm-values.ts';
import { readCluster } from '../../../kubernetes/read.ts';
import type { SourceFile } from '../../../source/object.ts';
import {
  type DefaultOrigin,
  type Origin,
  type SourceOrigin,
  sourceOrigin,
  type Traced,
  traced,
} from '../../../source/traced.ts';
import type { DialectOptions, KeyReading } from '../../dialect.ts';
import { isAnnotationKey } from '../annotations.ts';
import { capped } from '../read/written-out.ts';
import { type ConfigKey, configMapKeys, isConfigKey, isOnlyDocumented } from './config-map-keys.ts';

const usualNames = ['ingress-nginx-controller', 'nginx-configuration'];

/** The ConfigMap named by the options, else the first with a usual name. */
export const findConfigMap = (cluster: Cluster, options: DialectOptions, report: Sink): ConfigMapObject | undefined => {
  if (options.configMap !== undefined) {
    const named = cluster.configMaps.get(options.configMap);
    if (named === undefined) report.add('D355', { name: options.configMap }, []);
    return named;
  }
  const named = [...cluster.configMaps.entries()]
    .filter(([, configMap]) => usualNames.includes(configMap.name))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const [first, ...others] = named;
  if (first !== undefined && others.length > 0) {
    const at = named.map(([, configMap]) => sourceOrigin(configMap.object, ['metadata', 'name']));
    report.add('D354', { taken: first[0], others: others.map(([name]) => name).join(', ') }, at);
  }
  return first?.[1];
};

/** `namespace/name` of the one with a usual name, else of all in the files. Says nothing about what is wrong with them. */
export const likelyConfigMaps = (files: readonly SourceFile[]): readonly string[] => {
  const found = [...readCluster(files, createReport()).cluster.configMaps];
  const usual = found.filter(([, { name }]) => usualNames.includes(name));
  return (usual.length === 1 ? usual : found).map(([path]) => path);
};

/** Typed access. A value that cannot be converted is reported and counts as the default. */
export interface ConfigMapReader {
  readonly flag: (key: ConfigKey) => Traced<boolean>;
  readonly integer: (key: ConfigKey) => Traced<number>;
  readonly text: (key: ConfigKey) => Traced<string>;
  /** Comma separated, trimmed, without empty items. */
  readonly list: (key: ConfigKey) => Traced<readonly string[]>;
  /** The same, whatever the items hold: for those that are checked one by one. */
  readonly items: (key: ConfigKey) => Traced<readonly string[]>;
  readonly isWritten: (key: ConfigKey) => boolean;
  readonly origin: (key: ConfigKey) => Origin;
  /** Reports the value as unusable; the key then counts as invalid. */
  readonly refuse: (key: ConfigKey, wants: string, instead: string) => void;
  /** Reports the value as one with which nginx loads no change, for any host; the key then counts as invalid. */
  readonly breaks: (key: ConfigKey, wants: string, here: string) => void;
  /** Says that a written key does nothing. */
  readonly ignore: (key: ConfigKey, why: string) => void;
  readonly mark: (key: ConfigKey, status: KeyReading['status'], code: string) => void;
  readonly keys: () => readonly KeyReading[];
  /** Written keys that no other proxy has a use for. */
  readonly foreign: () => readonly Traced<{ readonly key: string; readonly value: string }>[];
}

export const defaultOrigin = (key: string): DefaultOrigin => ({ kind: 'default', dialect: 'ingress-nginx', key });

const trueWords = ['1', 't', 'T', 'TRUE', 'true', 'True'];
const falseWords = ['', '0', 'f', 'F', 'FALSE', 'false', 'False'];

const words = { flag: 'true or false', integer: 'a whole number' } as const;

const toFlag = (text: string): boolean | undefined =>
  trueWords.includes(text) ? true : falseWords.includes(text) ? false : undefined;

const toInteger = (text: string): number | undefined => {
  if (text === '') return 0;
  const value = Number(text);
  return /^[+-]?(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]*|[1-9][0-9]*)$/.test(text) && Number.isSafeInteger(value)
    ? value
    : undefined;
};

/** Several lines; undefined when a control character is left among them. */
const verbatim = (text: string): string | undefined =>
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(text) ? undefined : text;

/** Ends trimmed; undefined when a control character is left inside. Line breaks of a folded format become blanks. */
const printable = (text: string): string | undefined => {
  const line = text.trim().replace(/\r?\n/g, ' ');
  return /[\u0000-\u001f\u007f]/.test(line) ? undefined : line;
};

const itemsOf = (text: string): readonly string[] =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');

const toList = (text: string): readonly string[] | undefined => {
  const items = itemsOf(text);
  return items.some((item) => printable(item) !== item) ? undefined : items;
};

export const createConfigMapReader = (configMap: ConfigMapObject | undefined, report: Sink): ConfigMapReader => {
  const data = configMap?.data ?? {};
  const marks = new Map<string, { readonly status: KeyReading['status']; readonly code: string }>();
  const origins = new Map<string, SourceOrigin>();
  const place = (object: ConfigMapObject, key: string): SourceOrigin => {
    const known = origins.get(key) ?? sourceOrigin(object.object, entryPath(object.object, key));
    origins.set(key, known);
    return known;
  };
  const written = (key: string): boolean => Object.hasOwn(data, key);
  const origin = (key: string): Origin =>
    configMap !== undefined && written(key) ? place(configMap, key) : defaultOrigin(key);
  const mark = (key: string, status: KeyReading['status'], code: string): void => {
    if (written(key) && !marks.has(key)) marks.set(key, { status, code });
  };
  const refuse = (key: ConfigKey, wants: string, instead: string): void => {
    report.add('D350', { key, value: data[key] ?? '', wants, instead }, [origin(key)]);
    mark(key, 'invalid', 'D350');
  };
  const breaks = (key: ConfigKey, wants: string, here: string): void => {
    report.add('D360', { key, value: data[key] ?? '', why: `is not ${wants}`, instead: here }, [origin(key)]);
    mark(key, 'invalid', 'D360');
  };
  const converted = <T>(
    key: ConfigKey,
    convert: (text: string) => T | undefined,
    otherwise: T,
    tell: (key: ConfigKey, fallback: string) => void,
  ): Traced<T> => {
    const fallback = configMapKeys[key][1];
    const given = convert(written(key) ? (data[key] ?? '') : fallback);
    if (given !== undefined) return traced(given, origin(key));
    tell(key, fallback);
    return traced(convert(fallback) ?? otherwise, defaultOrigin(key));
  };
  /** A value of the wrong type is wrong whether or not the key would do something. */
  const refusesType = (key: ConfigKey): boolean => {
    const [kind, standard] = configMapKeys[key];
    const text = data[key] ?? '';
    const wants =
      kind === 'flag' && toFlag(text) === undefined
        ? words.flag
        : kind === 'integer' && toInteger(text) === undefined
          ? words.integer
          : undefined;
    if (wants !== undefined) refuse(key, wants, `its default ${standard}`);
    return wants !== undefined;
  };
  const wrongType =
    (wants: string) =>
    (key: ConfigKey, fallback: string): void =>
      refuse(key, wants, `its default ${fallback}`);
  const unprintable = (key: ConfigKey, fallback: string): void => {
    const instead = fallback === '' ? 'it is left out' : `${fallback} holds`;
    report.add('D362', { key, value: data[key] ?? '', instead }, [origin(key)]);
    mark(key, 'invalid', 'D362');
  };
  const unknownKeys = (): readonly KeyReading[] =>
    Object.keys(data).flatMap((key) => {
      if (configMap === undefined || isConfigKey(key)) return [];
      const at = place(configMap, key);
      return [{ at, key, value: data[key] ?? '', status: 'unknown' as const, code: reportUnknown(key, at, report) }];
    });
  const reading = (key: ConfigKey): readonly KeyReading[] => {
    if (configMap === undefined || !written(key)) return [];
    const at = place(configMap, key);
    if (configMapKeys[key][2] === 'unread') {
      report.add('D353', { key }, [at]);
      return [{ at, key, value: data[key] ?? '', status: 'ignored', code: 'D353' }];
    }
    const marked = marks.get(key);
    return [{ at, key, value: data[key] ?? '', ...(marked ?? { status: 'read' as const }) }];
  };
  return {
    flag: (key) => converted(key, toFlag, false, wrongType(words.flag)),
    integer: (key) => {
      const number = converted(key, toInteger, 0, wrongType(words.integer));
      const kept = capped(key, number.value);
      if (kept === number.value) return number;
      report.add('D363', { key, value: data[key] ?? '', instead: kept }, [origin(key)]);
      mark(key, 'read', 'D363');
      return traced(kept, origin(key));
    },
    text: (key) => converted(key, key.endsWith('-snippet') ? verbatim : printable, '', unprintable),
    list: (key) => converted(key, toList, [], unprintable),
    items: (key) => traced(itemsOf(written(key) ? (data[key] ?? '') : configMapKeys[key][1]), origin(key)),
    isWritten: written,
    origin,
    refuse,
    breaks,
    ignore: (key, why) => {
      if (!written(key) || refusesType(key)) return;
      report.add('D358', { key, why }, [origin(key)]);
      mark(key, 'ignored', 'D358');
    },
    mark,
    keys: () => [...Object.keys(data).filter(isConfigKey).flatMap(reading), ...unknownKeys()],
    foreign: () =>
      Object.keys(data)
        .filter(isConfigKey)
        .filter((key) => configMapKeys[key][2] === 'foreign')
        .sort()
        .map((key) => traced({ key, value: data[key] ?? '' }, origin(key))),
  };
};

const reportUnknown = (key: string, at: SourceOrigin, report: Sink): string => {
  if (isOnlyDocumented(key)) {
    report.add('D352', { key }, [at]);
    return 'D352';
  }
  if (isAnnotationKey(key)) {
    report.add('D359', { key }, [at]);
    return 'D359';
  }
  const meant = nearest(key, Object.keys(configMapKeys));
  report.add('D351', meant === undefined ? { key } : { key, meant }, [at]);
  return 'D351';
};
