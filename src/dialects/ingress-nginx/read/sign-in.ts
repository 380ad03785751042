import type { IngressObject } from '../../../kubernetes/cluster.ts';
import type { ExternalAuth } from '../../../model/features/route-features.ts';
import type { Template } from '../../../model/values/template.ts';

/** True when clients sign in at the Ingress, or are checked by it: it cannot be behind that check itself. */
export const signsIn = (ingress: IngressObject, auth: ExternalAuth): boolean =>
  [auth.url.value, ...(auth.signin === undefined ? [] : [auth.signin.url.value])].some((url) => serves(ingress, url));

const serves = ({ spec }: IngressObject, url: Template): boolean => {
  const text = url.map((part) => (part.kind === 'text' ? part.text : '*')).join('');
  const [, host = '', path = '/'] = /^[^:]*:\/\/([^/?#:]*)(?::[^/?#]*)?(\/[^?#*]*)?/.exec(text) ?? [];
  return spec.rules.some(
    (rule) =>
      (rule.host === host && !host.includes('*')) ||
      (host.includes('*') && (rule.paths ?? []).some((p) => p.path.length > 1 && path.startsWith(p.path))),
  );
};
