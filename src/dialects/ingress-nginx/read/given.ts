/** The annotations of one Ingress, read one by one under the controller's rules for wrong values. */

import type { UnsafeCode } from '../../../diagnostics/catalogue/remedies.ts';
import type { ArgsOf, Code } from '../../../diagnostics/catalogue.ts';
import { quoted } from '../../../diagnostics/quoted.ts';
import type { Sink } from '../../../diagnostics/report.ts';
import type { Cluster, IngressObject } from '../../../kubernetes/cluster.ts';
import type { Denied } from '../../../model/features/route-features.ts';
import type { Closed } from '../../../model/features/site-features.ts';
import { type Origin, type Traced, traced } from '../../../source/traced.ts';
import type { KeyReading } from '../../dialect.ts';
import { prefix } from '../annotation-row.ts';
import { type AnnotationKey, annotationRows } from '../annotations.ts';
import type { Controller } from '../controller/controller.ts';
import { hardening } from '../hardening/hardening.ts';
import { capped, refusedByNginx } from './written-out.ts';

type Status = Pick<KeyReading, 'status' | 'code'>;

/** Where the value of an annotation stands: under its key or an older spelling. */
export interface Found {
  readonly written: string;
  readonly value: string;
}

/** The Ingress that is read, and what stands around it. */
export interface Here {
  readonly ingress: IngressObject;
  /** `Ingress shop/web`. */
  readonly name: string;
  readonly cluster: Cluster;
}

/** Where annotations are read: what is found, and where findings go. */
export interface Reading {
  readonly found: ReadonlyMap<AnnotationKey, Found>;
  readonly controller: Controller;
  readonly here: () => Here;
  /** Origin of the annotation with this full name. */
  readonly origin: (written: string) => Origin;
  readonly sink: Sink;
}

export interface Verdict {
  readonly dropped: boolean;
  /** Why it was dropped. */
  readonly code?: Code;
  readonly denied?: Denied;
  /** Denied because of a wrong annotation, not because the Ingress asks for it. */
  readonly mistaken: boolean;
  readonly hostClosed?: Closed;
}

export interface Given {
  readonly controller: Controller;
  /** What is read from more than the annotations themselves cannot be shared by all Ingresses that carry the same. */
  readonly here: () => Here;
  readonly has: (key: AnnotationKey) => boolean;
  readonly isEmpty: (key: AnnotationKey) => boolean;
  /** Present, not empty and accepted by its validator. */
  readonly accepts: (key: AnnotationKey) => boolean;
  readonly raw: (key: AnnotationKey) => string;
  /** Only for keys that are present. */
  readonly at: (key: AnnotationKey) => Origin;
  /** Value of an accepted key, trimmed line by line. Wrong and empty values are reported and do what the table says. */
  readonly text: (key: AnnotationKey, instead?: string) => Traced<string> | undefined;
  readonly flag: (key: AnnotationKey, instead?: string) => Traced<boolean> | undefined;
  readonly integer: (key: AnnotationKey, instead?: string) => Traced<number> | undefined;
  /**
   * Reports under the key what the controller leaves open, or that it is closed because of `--harden`: `paths` answer 503, `hosts`
   * 403, `here` is left to the caller. True: it is closed.
   */
  readonly unsafe: <C extends UnsafeCode>(
    code: C,
    args: ArgsOf<C> & { readonly key: string },
    key: AnnotationKey,
    closes: 'paths' | 'hosts' | 'here',
    status?: KeyReading['status'],
  ) => boolean;
  /** The same for an annotation that has no row: closes paths. The code reported. */
  readonly unsafeAt: <C extends UnsafeCode>(code: C, args: ArgsOf<C> & { readonly key: string }, at: Origin) => Code;
  /** Reports under the key and notes what became of it. */
  readonly tell: <C extends Code>(code: C, args: ArgsOf<C>, key: AnnotationKey, status: KeyReading['status']) => void;
  /** Keys that are valid but do nothing; those that were told about already are left alone. */
  readonly ignore: (keys: readonly AnnotationKey[], why: string) => void;
  /** The paths answer 503. */
  readonly deny: (key: AnnotationKey, why: string) => void;
  /** The hosts answer 403. */
  readonly closeHosts: (key: AnnotationKey, why: string) => void;
  /** The paths answer with this status because the Ingress says so. */
  readonly close: (key: AnnotationKey, status: 403 | 503, reason: string) => void;
  readonly drop: <C extends Code>(code: C, args: ArgsOf<C>, key: AnnotationKey) => void;
  /** The same for an annotation that has no row. */
  readonly dropAt: <C extends Code>(code: C, args: ArgsOf<C>, at: Origin) => void;
  readonly report: Sink;
  readonly result: () => Verdict;
  readonly statusOf: (key: AnnotationKey) => Status | undefined;
}

const controlCharacters = /[\u0000-\u001f\u007f]/;
/** The same without what separates words and lines. */
const unprintable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

/** Lists may run over several lines: their items are trimmed one by one. */
const lists: ReadonlySet<string> = new Set(['cidr_list', 'server_name_list']);

const trimmedLines = (text: string): string =>
  text.includes('\n')
    ? text
        .split('\n')
        .map((line) => line.trim())
        .join('\n')
    : text.trim();

/** Short name of an annotation in messages. */
export const shortKey = (written: string): string =>
  written.startsWith(prefix) ? written.slice(prefix.length) : written;

export const createGiven = ({ found, controller, here, origin, sink: report }: Reading): Given => {
  const statuses = new Map<AnnotationKey, Status>();
  const outcome: { -readonly [K in keyof Verdict]: Verdict[K] } = { dropped: false, mistaken: false };

  const at = (key: AnnotationKey): Origin => origin(found.get(key)?.written ?? `${prefix}${key}`);
  const named = (key: AnnotationKey): string => shortKey(found.get(key)?.written ?? key);
  const raw = (key: AnnotationKey): string => found.get(key)?.value ?? '';
  const tell: Given['tell'] = (code, args, key, status) => {
    report.add(code, args, [at(key)]);
    if (statuses.get(key)?.code === undefined) statuses.set(key, { status, code });
  };
  const drop: Given['drop'] = (code, args, key) => {
    outcome.dropped = true;
    outcome.code ??= code;
    tell(code, args, key, 'dropped');
  };
  const closePaths = (key: AnnotationKey, why: string): void => {
    outcome.mistaken = true;
    outcome.denied ??= { status: traced(503, at(key)), reason: `${named(key)}: ${why}` };
  };
  const shutHosts = (key: AnnotationKey, why: string): void => {
    outcome.hostClosed ??= { status: traced(403, at(key)), reason: `${named(key)}: ${why}` };
    closePaths(key, why);
  };
  const deny: Given['deny'] = (key, why) => {
    closePaths(key, why);
    tell('D302', { key: named(key), why }, key, 'invalid');
  };
  const closeHosts: Given['closeHosts'] = (key, why) => {
    shutHosts(key, why);
    tell('D303', { key: named(key), why }, key, 'invalid');
  };

  const harden = hardening(controller.harden, report);
  const unsafe: Given['unsafe'] = (code, args, key, closes, status = 'invalid') => {
    const closed = harden(code, args, [at(key)]);
    if (statuses.get(key)?.code === undefined) statuses.set(key, { status, code: closed ? 'D399' : code });
    if (closed && closes === 'paths') closePaths(key, `hardened, see ${code}`);
    if (closed && closes === 'hosts') shutHosts(key, `hardened, see ${code}`);
    return closed;
  };

  const refuse = (key: AnnotationKey, instead: string): void => {
    const { validator, onInvalid } = annotationRows[key];
    const args = { key: named(key), value: raw(key), wants: validator.wants };
    if (onInvalid === 'drop_ingress') drop('D301', { ...args }, key);
    else if (onInvalid === 'deny_location') deny(key, `${quoted(raw(key))} is not ${validator.wants}`);
    else tell('D300', { ...args, instead }, key, 'invalid');
  };
  const accepts = (key: AnnotationKey): boolean => raw(key) !== '' && annotationRows[key].validator.accepts(raw(key));

  /** The raw text of an accepted key, noted as read. */
  const accepted = (key: AnnotationKey, instead: string): string | undefined => {
    const value = found.get(key)?.value;
    if (value === undefined) return undefined;
    if (value === '') {
      tell('D314', { key: named(key), instead }, key, 'ignored');
      return undefined;
    }
    if (!annotationRows[key].validator.accepts(value)) {
      refuse(key, instead);
      return undefined;
    }
    if (!statuses.has(key)) statuses.set(key, { status: 'read' });
    return value;
  };

  const text: Given['text'] = (key, instead = 'it counts as absent') => {
    const value = accepted(key, instead);
    if (value === undefined) return undefined;
    const snippet = annotationRows[key].validator.name === 'none';
    const lines = trimmedLines(value);
    if (lines.trim() === '') {
      tell('D314', { key: named(key), instead }, key, 'ignored');
      return undefined;
    }
    const kept = snippet ? lines : lines.trim();
    const wrong = snippet ? unprintable : controlCharacters;
    if (wrong.test(kept) && !lists.has(annotationRows[key].validator.name)) {
      drop('D316', { key: named(key), value }, key);
      return undefined;
    }
    const broken = refusedByNginx(key, kept);
    if (broken !== undefined) {
      tell('D340', { key: named(key), value, why: broken, instead }, key, 'invalid');
      return undefined;
    }
    return traced(kept, at(key));
  };

  return {
    controller,
    here,
    report,
    has: (key) => found.has(key),
    isEmpty: (key) => found.get(key)?.value === '',
    accepts,
    raw,
    at,
    text,
    flag: (key, instead = 'it counts as absent') => {
      const value = accepted(key, instead);
      return value === undefined ? undefined : traced(/^[1tT]/.test(value), at(key));
    },
    integer: (key, instead = 'it counts as absent') => {
      const value = accepted(key, instead);
      if (value === undefined) return undefined;
      const number = capped(key, Number(value));
      const why = 'is further than proxies count';
      if (number !== Number(value))
        tell('D342', { key: named(key), value, why, instead: `${number} holds` }, key, 'read');
      return traced(number, at(key));
    },
    unsafe,
    unsafeAt: (code, args, origin) => {
      if (!harden(code, args, [origin])) return code;
      outcome.mistaken = true;
      outcome.denied ??= { status: traced(503, origin), reason: `${args.key}: hardened, see ${code}` };
      return 'D399';
    },
    tell,
    ignore: (keys, why) => {
      for (const key of keys) {
        if (found.has(key) && statuses.get(key)?.code === undefined)
          tell('D313', { key: named(key), why }, key, 'ignored');
      }
    },
    deny,
    closeHosts,
    close: (key, status, reason) => {
      outcome.denied ??= { status: traced(status, at(key)), reason };
    },
    drop,
    dropAt: (code, args, origin) => {
      outcome.dropped = true;
      outcome.code ??= code;
      report.add(code, args, [origin]);
    },
    result: () => outcome,
    statusOf: (key) => statuses.get(key),
  };
};
