/** What a reader of annotations may ask and tell. */

import type { UnsafeCode } from '../../../diagnostics/catalogue/remedies.ts';
import type { ArgsOf, Code } from '../../../diagnostics/catalogue.ts';
import type { Sink } from '../../../diagnostics/report.ts';
import type { Cluster, IngressObject } from '../../../kubernetes/cluster.ts';
import type { Denied } from '../../../model/features/route-features.ts';
import type { Closed } from '../../../model/features/site-features.ts';
import type { Origin, Traced } from '../../../source/traced.ts';
import type { KeyReading } from '../../dialect.ts';
import { prefix } from '../annotation-row.ts';
import type { AnnotationKey } from '../annotations.ts';
import type { Controller } from '../controller/controller.ts';

export type Status = Pick<KeyReading, 'status' | 'code'>;

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
  /** The same text for the same annotations under these keys. */
  readonly identity: (keys: readonly AnnotationKey[]) => string;
  /** Notes what is asked for meanwhile. */
  readonly observe: <T>(read: () => T) => Watch & { readonly value: T };
  /** Notes keys as read that were read before, from the same annotations. */
  readonly adopt: (keys: readonly AnnotationKey[]) => void;
}

/** What a reader asked for. */
export interface Watch {
  readonly asked: Set<AnnotationKey>;
  readonly accepted: AnnotationKey[];
  /** True: what it returns hangs on the values asked for and on nothing else, and it told nothing. */
  alone: boolean;
}

/** Short name of an annotation in messages. */
export const shortKey = (written: string): string =>
  written.startsWith(prefix) ? written.slice(prefix.length) : written;
