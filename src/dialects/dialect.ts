/** What a dialect supplies: it reads the objects that are its own and says everything it read in terms of the model. */
import type { Report } from '../diagnostics/report.ts';
import type { Cluster, IngressObject } from '../kubernetes/cluster.ts';
import type { Listeners, Model } from '../model/model.ts';
import type { SourceOrigin } from '../source/traced.ts';

export interface DialectOptions {
  readonly listeners: Listeners;
  /** Further class names to take besides those found out (`--class`). */
  readonly classes: readonly string[];
  /** `namespace/name` of the controller's ConfigMap; absent: the usual names are looked for. */
  readonly configMap?: string;
  readonly http3: boolean;
  /** Controller flags, `namespace/name` each. */
  readonly defaultBackendService?: string;
  readonly defaultSslCertificate?: string;
  readonly tcpServices?: string;
  readonly udpServices?: string;
  readonly sslPassthrough: boolean;
  /** True: what the controller leaves open is closed, and said so (`--harden`). */
  readonly harden?: boolean;
}

/** What became of one annotation (or ConfigMap entry) before any target looked at it. */
export interface KeyReading {
  readonly at: SourceOrigin;
  /** Full annotation key, or key of the ConfigMap entry. */
  readonly key: string;
  readonly value: string;
  /**
   * read: part of the model, the targets decide · ignored: valid but without effect · invalid: refused by the controller's own
   * validation · dropped: its Ingress is not served at all · unknown: no such key.
   */
  readonly status: 'read' | 'ignored' | 'invalid' | 'dropped' | 'unknown';
  /** Code of the diagnostic that says why, where there is one. */
  readonly code?: string;
}

export interface Reading {
  readonly model: Model;
  readonly keys: readonly KeyReading[];
  /** Ingresses that belong to somebody else, with the class they name. */
  readonly leftOut: readonly { readonly ingress: IngressObject; readonly why: string }[];
}

export interface Dialect {
  readonly name: string;
  readonly title: string;
  readonly prefixes: readonly string[];
  readonly read: (cluster: Cluster, options: DialectOptions, report: Report) => Reading;
}
