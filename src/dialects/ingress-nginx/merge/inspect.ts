/** Deep inspection: text in hosts, paths and TLS entries for which the controller throws the whole Ingress away. */
import type { IngressObject } from '../../../kubernetes/cluster.ts';
import { type Path, type SourceOrigin, sourceOrigin } from '../../../source/traced.ts';

const forbidden: readonly { readonly what: string; readonly test: RegExp }[] = [
  { what: 'an alias or root directive', test: /(?:^|\s|[;{}])\s*(?:alias|root)\s[\s\S]*;/i },
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
export const inspect = (ingress: IngressObject): Forbidden | undefined => {
  let hit: Forbidden | undefined;
  const look = (text: string, ...path: Path): void => {
    if (hit !== undefined || !suspicious.test(text)) return;
    const found = forbidden.find((f) => f.test.test(text));
    if (found !== undefined) hit = { text, what: found.what, at: sourceOrigin(ingress.object, path) };
  };
  ingress.spec.rules.forEach((rule, i) => {
    look(rule.host, 'spec', 'rules', i, 'host');
    rule.paths?.forEach((path, j) => {
      look(path.path, 'spec', 'rules', i, 'http', 'paths', j, 'path');
    });
  });
  ingress.spec.tls.forEach((tls, i) => {
    look(tls.secretName, 'spec', 'tls', i, 'secretName');
    tls.hosts.forEach((host, j) => {
      look(host, 'spec', 'tls', i, 'hosts', j);
    });
  });
  return hit;
};
