import { because } from '../../../diagnostics/report.ts';
import type { Rewrite } from '../../../model/features/route-features.ts';
import { exact, type Outcome, refused, spent } from '../../target.ts';
import { regexShape } from '../regex.ts';
import { formatted, inline } from '../request.ts';
import { Expression, HaproxyToken } from '../token.ts';
import { type AnyRoute, backend, type HaproxyNode, line } from '../tree.ts';
import { answer, redirectTo, when } from './answer.ts';

/** Characters nginx leaves alone in a rewritten path that `url_enc` would encode. */
const kept = "/!$&'()*+,:;=@[]";

/** Percent-encodes a decoded path as nginx does. */
export const encoded = (path: Expression): Expression =>
  [...kept].reduce(
    (e, c) =>
      e.to('regsub', `%${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`, c === '&' ? '&' : c, 'g'),
    path.to('url_enc'),
  );

/** nginx loses a question mark with nothing behind it when it rewrites. */
export const bareQuestionMark = HaproxyToken.fixed('{ query -m len 0 }');

const rewritten = Expression.fetch('var(txn.rewritten)');

export const rewrite = (
  { pattern, target, redirects, forwardedPrefix, ...rest }: Rewrite,
  _at: AnyRoute,
): Outcome<HaproxyNode> => {
  spent(rest);
  if (regexShape(pattern.value.source) === undefined)
    return refused(because('T5202', { regex: pattern.value.source }, pattern.from));
  const path = formatted(target.value, 'rewrite-target', pattern.value);
  if (!path.ok) return refused(path.because);
  const prefix =
    forwardedPrefix === undefined ? undefined : formatted(forwardedPrefix.value, 'x-forwarded-prefix', pattern.value);
  if (prefix !== undefined && !prefix.ok) return refused(prefix.because);
  const applies = backend(
    redirects ? 'absolute' : 'headers',
    line('acl', 'rewrite_applies', 'var(txn.path)', '-m', 'reg', '--', HaproxyToken.word(inline(pattern.value))),
  );
  const matches = HaproxyToken.fixed('rewrite_applies');
  if (redirects) {
    const query = Expression.fetch('var(txn.uri)').to('regsub', '^[^?]*', '');
    return exact(applies, backend('absolute', redirectTo([...path.parts, query], 302, ...when(matches))));
  }
  const forwarded =
    prefix === undefined || prefix.parts.length === 0
      ? []
      : [
          backend(
            'headers',
            line(
              'http-request',
              'set-header',
              'X-Forwarded-Prefix',
              HaproxyToken.format(prefix.parts),
              ...when(matches),
            ),
          ),
        ];
  // nginx answers 500 when nothing is left of the path.
  if (path.parts.length === 0) return exact(applies, backend('headers', answer(500, ...when(matches))), ...forwarded);
  return exact(
    applies,
    ...forwarded,
    backend(
      'rewrite',
      line('http-request', 'set-var-fmt(txn.rewritten)', HaproxyToken.format(path.parts), ...when(matches)),
    ),
    ...(typeof path.parts[0] === 'string'
      ? []
      : [backend('rewrite', answer(500, ...when(matches, HaproxyToken.fixed('!{ var(txn.rewritten) -m len gt 0 }'))))]),
    backend(
      'rewrite',
      line(
        'acl',
        'rewritten_odd',
        'var(txn.rewritten)',
        '-m',
        'reg',
        '--',
        HaproxyToken.word("[^A-Za-z0-9._~/!$&'()*+,:;=@-]"),
      ),
    ),
    backend(
      'rewrite',
      line(
        'http-request',
        'set-var(txn.rewritten)',
        HaproxyToken.sample(encoded(rewritten)),
        ...when(matches, HaproxyToken.fixed('rewritten_odd')),
      ),
    ),
    backend('rewrite', line('http-request', 'set-path', HaproxyToken.format([rewritten]), ...when(matches))),
    backend(
      'rewrite',
      line('http-request', 'set-pathq', HaproxyToken.format([rewritten]), ...when(matches, bareQuestionMark)),
    ),
  );
};
