import { because, type Reason } from '../../../diagnostics/report.ts';
import type { Mirror } from '../../../model/features/route-features.ts';
import { templateText } from '../../../model/values/template-text.ts';
import { type Outcome, refused, spent, withDifferences } from '../../target.ts';
import { foldTemplate } from '../fold.ts';
import type { AnyRoute } from '../place.ts';
import { TraefikText, unprintable } from '../token.ts';
import type { Middleware, TraefikNode } from '../tree.ts';
import { errorMiddlewares } from '../versions.ts';

/** Traefik mirrors to Services only: the host of the target becomes an ExternalName Service. */
export const mirror = ({ url, host, body, ...rest }: Mirror, at: AnyRoute): Outcome<TraefikNode> => {
  spent(rest);
  if (url === undefined)
    return refused(
      because(
        'T5364',
        { value: 'the host itself', why: 'the controller refused the target, and doubling every request is a defect' },
        body.from,
      ),
    );
  const value = templateText(url.value);
  const [first, ...more] = url.value;
  const m =
    first?.kind === 'text'
      ? /^(https?):\/\/(\[[0-9a-fA-F:]+\]|[A-Za-z0-9._-]+)(?::(\d{1,5}))?(\/.*)?$/.exec(first.text)
      : null;
  if (m === null) return refused(because('T5364', { value, why: 'its scheme and host are not fixed' }, url.from));
  const [, scheme = 'http', name = '', port, path] = m;
  const reasons: Reason[] = [];
  const own = errorMiddlewares(at.options.version);
  const sameUri =
    more.length === 1 && more[0]?.kind === 'request' && more[0].value.kind === 'requestUri' && path === undefined;
  const fixedPath = more.length === 0 ? (path ?? '/').replace(/\?.*$/s, '') : undefined;
  const rewritten = sameUri && at.route.features.rewrite !== undefined;
  if (rewritten || !(sameUri || (own && fixedPath !== undefined))) {
    const why = 'the copy goes to the path the backend sees, not to a path of its own';
    reasons.push(because('T5363', { value, why }, url.from));
  }
  const wanted = host === undefined ? name : foldTemplate(host.value, at, 'web');
  const named = own && wanted !== undefined && /^[\x21-\x7e]+$/.test(wanted) ? wanted : undefined;
  if (named === undefined && wanted !== name) {
    const why = `the copy carries the Host header of ${name}`;
    reasons.push(because('T5363', { value, why }, ...(host === undefined ? [] : [host.from]), url.from));
  }
  const toPath: Middleware | undefined =
    own && fixedPath !== undefined && !unprintable(fixedPath)
      ? { type: 'replacePathRegex', regex: TraefikText.regex('^.*$'), replacement: TraefikText.expand([fixedPath]) }
      : undefined;
  const node: TraefikNode = {
    kind: 'mirror',
    scheme: scheme === 'https' ? 'https' : 'http',
    host: name,
    port: port === undefined ? (scheme === 'https' ? 443 : 80) : Number(port),
    body: body.value,
    middlewares: [
      ...(toPath === undefined ? [] : [toPath]),
      ...(named === undefined
        ? []
        : [{ type: 'headers', request: { Host: named, 'X-Replaced-Path': '' } } satisfies Middleware]),
    ],
  };
  return withDifferences([node], reasons);
};
