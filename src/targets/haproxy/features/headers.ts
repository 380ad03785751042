/** Header changes towards the backend and towards the client. */
import { because, type Reason } from '../../../diagnostics/report.ts';
import type {
  ConnectionHeader,
  CookieFlag,
  CookieRewrite,
  LocationRewrite,
  UpstreamHost,
} from '../../../model/features/backend-features.ts';
import type { Hsts, RequestHeaders, ResponseHeaders } from '../../../model/features/route-features.ts';
import { withRouteNames } from '../../../model/values/route-text.ts';
import { literalText, type Template } from '../../../model/values/template.ts';
import { approximate, exact, type Outcome, refused, spent, withDifferences } from '../../target.ts';
import { testsOf } from '../conditions.ts';
import { formatted, patternOf, request } from '../request.ts';
import { Expression, HaproxyToken, isHeaderName, printable } from '../token.ts';
import { type AnyRoute, backend, type HaproxyNode, line } from '../tree.ts';
import { when } from './answer.ts';

export const upstreamHost = ({ host, ...rest }: UpstreamHost, at: AnyRoute): Outcome<HaproxyNode> => {
  spent(rest);
  const text = formatted(host.value, 'upstream-vhost', patternOf(at.route));
  if (!text.ok) return refused(text.because);
  return text.parts.length === 0
    ? exact()
    : exact(backend('headers', line('http-request', 'set-header', 'Host', HaproxyToken.format(text.parts))));
};

/** HAProxy writes the Connection header itself; what can be kept is that nothing is upgraded, and that the connection closes. */
export const connectionHeader = ({ value, ...rest }: ConnectionHeader): Outcome<HaproxyNode> => {
  spent(rest);
  const nodes = [backend('headers', line('http-request', 'del-header', 'Upgrade'))];
  if (value.value === 'close') nodes.unshift(backend('settings', line('option', 'http-server-close')));
  return approximate(nodes, because('T5229', { value: value.value }, value.from));
};

export const requestHeaders = ({ changes, ...rest }: RequestHeaders, at: AnyRoute): Outcome<HaproxyNode> => {
  spent(rest);
  const nodes: HaproxyNode[] = [];
  const differences: Reason[] = [];
  for (const { name, value, from: _from } of changes) {
    if (!isHeaderName(name)) differences.push(because('T5206', { header: name }));
    else if (value === undefined)
      nodes.push(backend('headers', line('http-request', 'del-header', HaproxyToken.headerName(name))));
    else {
      const text = formatted(withRouteNames(value.value, at.route), name, patternOf(at.route));
      if (!text.ok) differences.push({ ...text.because, at: value.from });
      else if (text.parts.length === 0)
        nodes.push(backend('headers', line('http-request', 'del-header', HaproxyToken.headerName(name))));
      else
        nodes.push(
          backend(
            'headers',
            line('http-request', 'set-header', HaproxyToken.headerName(name), HaproxyToken.format(text.parts)),
          ),
        );
    }
  }
  return withDifferences(nodes, differences);
};

/** Statuses nginx adds headers to without `always`. */
const usual = HaproxyToken.fixed('{ status 200 201 204 206 301 302 303 304 307 308 }');

export const responseHeaders = ({ changes, ...rest }: ResponseHeaders, at: AnyRoute): Outcome<HaproxyNode> => {
  spent(rest);
  const nodes: HaproxyNode[] = [];
  const differences: Reason[] = [];
  changes.forEach(({ name, how, value, always, when: conditions = [], statuses, ...more }, i) => {
    spent(more);
    if (!isHeaderName(name)) {
      differences.push(because('T5206', { header: name }, value.from));
      return;
    }
    const tests = testsOf(conditions, 'backend');
    if (!tests.ok) {
      differences.push(because('T5286', { words: name, why: tests.why }, value.from));
      return;
    }
    const header = HaproxyToken.headerName(name);
    const listed = statuses === undefined ? [] : statusTest(statuses);
    const marked = tests.tokens.length === 0 ? [] : marks(tests.tokens, i);
    nodes.push(...tests.keeps, ...marked.flatMap(({ node }) => node));
    const condition = when(...(always ? [] : [usual]), ...listed, ...marked.map(({ test }) => test));
    if (how === 'remove' || value.value.length === 0) {
      nodes.push(backend('after-response', line('http-after-response', 'del-header', header, ...condition)));
      return;
    }
    const text = responseText(value.value, name, at, i);
    if (text === 'nothing') {
      if (how === 'replace')
        nodes.push(backend('after-response', line('http-after-response', 'del-header', header, ...condition)));
    } else if ('because' in text) differences.push({ ...text.because, at: value.from });
    else
      nodes.push(
        ...text.before,
        backend(
          'after-response',
          line('http-after-response', how === 'add' ? 'add-header' : 'set-header', header, text.value, ...condition),
        ),
      );
  });
  return withDifferences(nodes, differences);
};

const statusTest = (statuses: readonly number[]): readonly HaproxyToken[] => [
  HaproxyToken.fixed('{ status'),
  ...statuses.map(HaproxyToken.number),
  HaproxyToken.fixed('}'),
];

/** What the request was like is remembered for the answer. */
const marks = (
  tests: readonly HaproxyToken[],
  index: number,
): readonly { readonly node: HaproxyNode; readonly test: HaproxyToken }[] => {
  const name = HaproxyToken.name(`when_${index}`);
  const set = HaproxyToken.joined(HaproxyToken.fixed('set-var(txn.'), name, HaproxyToken.fixed(')'));
  return [
    {
      node: backend('context', line('http-request', set, 'bool(true)', ...when(...tests))),
      test: HaproxyToken.joined(HaproxyToken.fixed('{ var(txn.'), name, HaproxyToken.fixed(') -m bool }')),
    },
  ];
};

/** Values of the request are kept in a variable, because nothing of the request is at hand when the answer goes out. */
const responseText = (
  template: Template,
  what: string,
  at: AnyRoute,
  index: number,
):
  | { readonly before: readonly HaproxyNode[]; readonly value: HaproxyToken }
  | { readonly because: Reason }
  | 'nothing' => {
  const text = formatted(template, what, patternOf(at.route));
  if (!text.ok) return { because: text.because };
  // Groups of a path that is no expression are empty.
  if (text.parts.length === 0) return 'nothing';
  if (literalText(template) !== undefined) return { before: [], value: HaproxyToken.format(text.parts) };
  const variable = `${index}`;
  const set = HaproxyToken.joined(
    HaproxyToken.fixed('set-var-fmt(txn.header_'),
    HaproxyToken.name(variable),
    HaproxyToken.fixed(')'),
  );
  return {
    before: [backend('context', line('http-request', set, HaproxyToken.format(text.parts)))],
    value: HaproxyToken.joined(
      HaproxyToken.fixed('%[var(txn.header_'),
      HaproxyToken.name(variable),
      HaproxyToken.fixed(')]'),
    ),
  };
};

/** True when some answer of the route comes from a location of its own in nginx: a sign-in redirect or an error page. */
const barely = (at: AnyRoute): boolean =>
  at.route.features.externalAuth?.signin !== undefined ||
  at.route.features.errorPages !== undefined ||
  at.model.controller.errorPages !== undefined;

/** Not on the redirect to a sign-in page, which nginx makes in a location of its own. */
export const hsts = ({ maxAge, includeSubdomains, preload, ...rest }: Hsts, at: AnyRoute): Outcome<HaproxyNode> => {
  spent(rest);
  const text = `max-age=${maxAge.value}${includeSubdomains.value ? '; includeSubDomains' : ''}${preload.value ? '; preload' : ''}`;
  return exact(
    backend(
      'after-response',
      line(
        'http-after-response',
        'set-header',
        'Strict-Transport-Security',
        HaproxyToken.format([text]),
        'if',
        '{ ssl_fc }',
        ...(!barely(at) ? [] : [HaproxyToken.fixed('!{ var(txn.bare) -m found }')]),
      ),
    ),
  );
};

/** Attributes as browsers write them. */
const attributes = {
  secure: ['secure', '; Secure'],
  httponly: ['httponly', '; HttpOnly'],
  'samesite=strict': ['samesite', '; SameSite=Strict'],
  'samesite=lax': ['samesite', '; SameSite=Lax'],
  'samesite=none': ['samesite', '; SameSite=None'],
} as const;

const replaceInCookies = (pattern: string, parts: Parameters<typeof HaproxyToken.replacement>[0]): HaproxyNode =>
  backend(
    'response',
    line('http-response', 'replace-header', 'Set-Cookie', HaproxyToken.word(pattern), HaproxyToken.replacement(parts)),
  );

/** An attribute of another value goes first. */
const flagged = (flag: CookieFlag): readonly HaproxyNode[] => {
  const [name, text] = attributes[flag];
  return [
    replaceInCookies(`(?i)^([^;]*(?:;[^;]*)*?); *${name}(?:=[^;]*)?((?:;.*)?)$`, [{ group: 1 }, { group: 2 }]),
    replaceInCookies('^(.*)$', [{ group: 1 }, text]),
  ];
};

export const cookieRewrite = ({ domain, path, flags, ...rest }: CookieRewrite): Outcome<HaproxyNode> => {
  spent(rest);
  const nodes: HaproxyNode[] = [];
  for (const [attribute, change] of [
    ['domain', domain],
    ['path', path],
  ] as const) {
    if (change === undefined) continue;
    const { from, to } = change.value;
    if (/^~|\$/.test(from) || to.includes('$') || !printable(from + to))
      return refused(because('T5240', { what: `proxy-cookie-${attribute}`, value: `${from} ${to}` }, change.from));
    const rule = attribute === 'domain' ? `${escaped(from.replace(/^\./, ''))}(?=;|$)` : escaped(from);
    const pattern = `(?i)^([^;]*(?:;[^;]*)*?; *${attribute}=${attribute === 'domain' ? '\\.?' : ''})${attribute === 'path' ? '(?-i)' : ''}${rule}(.*)$`;
    nodes.push(replaceInCookies(pattern, [{ group: 1 }, to, { group: 2 }]));
  }
  for (const flag of flags?.value ?? []) nodes.push(...flagged(flag));
  return exact(...nodes);
};

export const locationRewrite = ({ map, ...rest }: LocationRewrite, at: AnyRoute): Outcome<HaproxyNode> => {
  spent(rest);
  if (map.value === 'default') return exact();
  const { from, to } = map.value;
  if (/^~/.test(from) || /\$/.test(from + to) || !printable(from + to))
    return refused(because('T5240', { what: 'proxy-redirect', value: `${from} ${to}` }, map.from));
  // nginx completes a path to a URL; host and scheme are kept from the request, the host has no character of special meaning.
  const completed = to.startsWith('/') && at.route.features.redirectStyle?.relative.value !== true;
  const kept = [Expression.fetch('ssl_fc').to('iif', 'https', 'http'), '://', request.host];
  const origin = Expression.fetch('var(txn.origin)');
  const replaced = HaproxyToken.replacement([...(completed ? [origin] : []), to, { group: 1 }]);
  const before = completed
    ? [backend('context', line('http-request', 'set-var-fmt(txn.origin)', HaproxyToken.format(kept)))]
    : [];
  return exact(
    ...before,
    backend(
      'response',
      line('http-response', 'replace-header', 'Location', HaproxyToken.word(`^${escaped(from)}(.*)$`), replaced),
    ),
    backend(
      'response',
      line(
        'http-response',
        'replace-header',
        'Refresh',
        HaproxyToken.word(`^(.*url=)${escaped(from)}(.*)$`),
        HaproxyToken.replacement([{ group: 1 }, to, { group: 2 }]),
      ),
    ),
  );
};

export const escaped = (text: string): string => text.replace(/[^A-Za-z0-9_ -]/g, '\\$&');
