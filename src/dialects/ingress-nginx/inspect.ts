/** Deep inspection: text in hosts, paths and TLS entries for which the controller throws the whole Ingress away. */
import type { IngressObject } from '../../kubernetes/cluster.ts';
import { type SourceOrigin, sourceOrigin } from '../../source/traced.ts';

const forbidden: readonly { readonly what: string; readonly test: RegExp }[] = [
  { what: 'an alias or root directive', test: /(?:^|\s|[;{}])\s*(?:alias|root)\s[\s\S]*;/i },
  { what: 'a file of the system', test: /\/etc\/(?:passwd|shadow|group)/i },
  { what: 'a file of the controller', test: /\/etc\/(?:nginx|ingress-controller)/i },
  { what: 'a service account secret', test: /\/var\/run\/secrets/i },
  { what: 'a Lua directive', test: /_by_lua/i },
];

export interface Forbidden {
  readonly text: string;
  readonly what: string;
  readonly at: SourceOrigin;
}

/** The first forbidden text, or undefined. */
export const inspect = (ingress: IngressObject): Forbidden | undefined => {
  for (const [text, path] of texts(ingress)) {
    const hit = forbidden.find((f) => f.test.test(text));
    if (hit !== undefined) return { text, what: hit.what, at: sourceOrigin(ingress.object, path) };
  }
  return undefined;
};

function* texts(ingress: IngressObject): Generator<readonly [string, readonly (string | number)[]]> {
  for (const [i, rule] of ingress.spec.rules.entries()) {
    yield [rule.host, ['spec', 'rules', i, 'host']];
    for (const [j, path] of (rule.paths ?? []).entries())
      yield [path.path, ['spec', 'rules', i, 'http', 'paths', j, 'path']];
  }
  for (const [i, tls] of ingress.spec.tls.entries()) {
    yield [tls.secretName, ['spec', 'tls', i, 'secretName']];
    for (const [j, host] of tls.hosts.entries()) yield [host, ['spec', 'tls', i, 'hosts', j]];
  }
}
