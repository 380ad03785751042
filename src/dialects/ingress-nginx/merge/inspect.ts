/** Deep inspection: text in hosts, paths and TLS entries for which the controller throws the whole Ingress away. */
import type { IngressObject, IngressSpec } from '../../../kubernetes/cluster.ts';
import type { KubernetesObject } from '../../../source/object.ts';
import { type Path, type SourceOrigin, sourceOrigin } from '../../../source/traced.ts';

const forbidden: readonly { readonly what: string; readonly test: RegExp }[] = [
  { what: 'an alias or root directive', test: /(?:^|[\s;{}])(?:alias|root)\s[\s\S]*;/i },
  { what: 'a file of the system', test: /\/etc\/(?:passwd|shadow|group)/i },
  { what: 'a file of the controller', test: /\/etc\/(?:nginx|ingress-controller)/i },
  { what: 'a service account secret', test: /\/var\/run\/secrets/i },
  { what: 'a Lua directive', test: /_by_lua/i },
];

/** Without one of these no text is forbidden; nearly none has one. */
const suspicious = /;|\/etc\/|\/var\/run\/|_by_lua/i;

export interface Forbidden {
  readonly text: string;
  readonly what: string;
  readonly at: SourceOrigin;
}

/** The first forbidden text, or undefined. */
export const inspect = ({ object, spec }: IngressObject): Forbidden | undefined => {
  if (!isSuspicious(spec)) return undefined;
  for (const [i, rule] of spec.rules.entries()) {
    if (isForbidden(rule.host)) return hit(object, rule.host, ['spec', 'rules', i, 'host']);
    for (const [j, { path }] of rule.paths?.entries() ?? [])
      if (isForbidden(path)) return hit(object, path, ['spec', 'rules', i, 'http', 'paths', j, 'path']);
  }
  for (const [i, { secretName, hosts }] of spec.tls.entries()) {
    if (isForbidden(secretName)) return hit(object, secretName, ['spec', 'tls', i, 'secretName']);
    for (const [j, host] of hosts.entries())
      if (isForbidden(host)) return hit(object, host, ['spec', 'tls', i, 'hosts', j]);
  }
  return undefined;
};

const isSuspicious = ({ rules, tls }: IngressSpec): boolean => {
  for (const { host, paths } of rules) {
    if (suspicious.test(host)) return true;
    if (paths !== undefined) for (const { path } of paths) if (suspicious.test(path)) return true;
  }
  for (const { secretName, hosts } of tls) {
    if (suspicious.test(secretName)) return true;
    for (const host of hosts) if (suspicious.test(host)) return true;
  }
  return false;
};

const isForbidden = (text: string): boolean => forbidden.some(({ test }) => test.test(text));

const hit = (object: KubernetesObject, text: string, path: Path): Forbidden => ({
  text,
  what: forbidden.find(({ test }) => test.test(text))?.what ?? '',
  at: sourceOrigin(object, path),
});
