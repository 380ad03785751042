/** Between the model and the objects: what a host answers, as an ordered list of conditions and answers. */
import type { PlacedReason } from '../../diagnostics/report.ts';
import type { Pool } from '../../model/model.ts';
import type { EmittedRoute, EmittedSite, Version } from '../target.ts';
import type { ContourNode, SecretRef } from './node.ts';
import type { Re2 } from './token.ts';
import type { HeaderCondition, ProxyRoute } from './tree.ts';
import type { Trust } from './trusted-proxies.ts';

export type Body = Omit<ProxyRoute, 'conditions'>;

/** One way to answer, under conditions on headers. Listed in the order in which they are tried. */
export interface Answer {
  readonly conditions: readonly HeaderCondition[];
  readonly body: Body;
  /** Answers of the same group exclude each other by their conditions. */
  readonly group: string;
  /** Namespace of the Services it names; absent: it names none. */
  readonly namespace?: string;
}

export type PlacePath =
  | { readonly kind: 'exact'; readonly text: string }
  | { readonly kind: 'prefix'; readonly text: string }
  | { readonly kind: 'regex'; readonly re: Re2 };

/** Where an answer stands: the path, and further conditions on it. */
export interface Entry {
  readonly path: PlacePath;
  readonly conditions: readonly HeaderCondition[];
  readonly body: Body;
  readonly group: string;
  /** Beginning of every path it takes, lower case: entries that differ here never meet. */
  readonly region: string;
  /** The object it is printed in. */
  readonly owner: Owner;
}

export interface Owner {
  readonly namespace: string;
  readonly name: string;
}

export interface Finding {
  readonly as: 'approximate' | 'refused' | 'note';
  readonly because: PlacedReason;
}

/** What the assembly of one output collects on its way. */
export interface Notebook {
  readonly findings: Finding[];
  /** Secrets that a proxy of another namespace names: key of the Secret, then the namespaces. */
  readonly delegations: Map<string, { readonly secret: SecretRef; readonly namespaces: Set<string> }>;
}

export const note = (book: Notebook, as: Finding['as'], because: PlacedReason): void => {
  book.findings.push({ as, because });
};

export const delegate = (book: Notebook, secret: SecretRef, namespace: string): void => {
  if (secret.namespace === namespace) return;
  const key = `${secret.namespace}/${secret.name}`;
  const known = book.delegations.get(key) ?? { secret, namespaces: new Set<string>() };
  known.namespaces.add(namespace);
  book.delegations.set(key, known);
};

export interface SiteContext {
  readonly emitted: EmittedSite<ContourNode>;
  readonly version: Version;
  /** False: only plain HTTP is answered here. */
  readonly https: boolean;
  /** The root has TLS of any kind, so that routes for plain HTTP must say so. */
  readonly secured: boolean;
  /** X-Forwarded-Proto of the client's side is believed. */
  readonly trust: boolean;
  /** Whose word about the client counts. */
  readonly trusted: Trust;
  readonly pools: ReadonlyMap<string, { readonly pool: Pool; readonly nodes: readonly ContourNode[] }>;
  readonly defaultPool: string | undefined;
  /** Clients that get 403 everywhere, by a header; and by address, where a route has no list of its own. */
  readonly blocked: readonly { readonly name: string; readonly regex: Re2 }[];
  readonly blockedAddresses: readonly string[];
  readonly book: Notebook;
}

export interface RouteContext extends SiteContext {
  readonly route: EmittedRoute<ContourNode>;
}
