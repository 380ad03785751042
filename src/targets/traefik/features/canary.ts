import { because, type Reason } from '../../../diagnostics/report.ts';
import type { Affinity, LoadBalancing } from '../../../model/features/pool-features.ts';
import type { CanaryRules, SessionCookie } from '../../../model/features/route-features.ts';
import { inSeconds } from '../../../model/values/duration.ts';
import { templateText } from '../../../model/values/template-text.ts';
import { type AtPool, approximate, exact, type Outcome, refused, spent, withDifferences } from '../../target.ts';
import { quoteRegex, re2 } from '../re2.ts';
import { match } from '../rule.ts';
import type { Option, TraefikNode } from '../tree.ts';
import { powerOfTwo, strategies } from '../versions.ts';
import { headerName } from './headers.ts';

/** Header, then cookie, then weight. */
export const canary = ({ pool, header, cookie, weight, affinity, on, ...rest }: CanaryRules): Outcome<TraefikNode> => {
  spent(rest);
  const options: Option[] = [];
  const reasons: Reason[] = [];
  if (header !== undefined) {
    const { test } = header.value;
    // nginx takes both for the same header, and drops the ones written with an underscore.
    const name = header.value.name.replaceAll('_', '-');
    const found = headerName(name) ? headerOptions(name, test) : undefined;
    if (found === undefined) reasons.push(because('T5370', { value: name }, header.from));
    options.push(...(found ?? (headerName(name) ? [present(name)] : [])));
  }
  if (cookie !== undefined) {
    const is = (word: string): Option['when'] =>
      match('HeaderRegexp', 'Cookie', `(?:^|;\\s*)(?i:${quoteRegex(cookie.value)})=${word}(?:;|$)`);
    options.push({ when: is('always'), side: 'canary' }, { when: is('never'), side: 'primary' });
  }
  reasons.push(because('T5375', {}, on.from));
  const { weight: share, total } = weight.value;
  const node: TraefikNode = {
    kind: 'canary',
    pool,
    weight: Math.max(0, Math.min(share, total)),
    total,
    sticky: affinity.value === 'sticky',
  };
  return withDifferences(
    [node, ...(options.length === 0 ? [] : [{ kind: 'split', rank: 60, options } as const])],
    reasons,
  );
};

type HeaderTest = NonNullable<CanaryRules['header']>['value']['test'];

const headerOptions = (name: string, test: HeaderTest): readonly Option[] | undefined => {
  switch (test.kind) {
    case 'words':
      return [
        { when: match('Header', name, 'always'), side: 'canary' },
        { when: match('Header', name, 'never'), side: 'primary' },
      ];
    case 'value':
      return test.value === '' ? [] : [{ when: match('Header', name, test.value), side: 'canary' }];
    case 'pattern': {
      const reading = re2(test.pattern);
      return reading.ok && reading.regex.also.length + reading.regex.never.length === 0
        ? [{ when: match('HeaderRegexp', name, reading.regex.source), side: 'canary' }]
        : undefined;
    }
  }
};

/** ingress-nginx takes the primary when the pattern cannot be run; where only RE2 cannot, the primary is the safe side. */
const present = (name: string): Option => ({ when: match('HeaderRegexp', name, '.'), side: 'primary' });

export const sessionCookie = ({ path, ...rest }: SessionCookie): Outcome<TraefikNode> => {
  spent(rest);
  return exact({ kind: 'cookie-path', path: path.value });
};

export const affinity = (feature: Affinity, { options }: AtPool): Outcome<TraefikNode> => {
  const { mode, cookie, secure, expires, maxAge, domain, sameSite, conditionalSameSiteNone, changeOnFailure, ...rest } =
    feature;
  spent(rest);
  const differ = (why: string, from: typeof cookie.from): Reason =>
    because('T5371', { value: cookie.value, why }, from);
  if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(cookie.value))
    return refused(differ('it is not a cookie name', cookie.from));
  const life = maxAge ?? expires;
  const reasons: Reason[] = [
    differ('its value names the endpoint in another way, so sessions of ingress-nginx start anew', cookie.from),
  ];
  if (mode.value === 'balanced')
    reasons.push(differ('sessions stay with their endpoint when the Service grows', mode.from));
  if (expires !== undefined) reasons.push(differ('Max-Age is sent instead of Expires', expires.from));
  if (conditionalSameSiteNone.value)
    reasons.push(differ('SameSite=None is sent to every browser', conditionalSameSiteNone.from));
  if (!changeOnFailure.value) reasons.push(differ('a failed endpoint is replaced by another', changeOnFailure.from));
  const versioned = options.version[0] > 3 || options.version[1] >= 4;
  const node: TraefikNode = {
    kind: 'cookie',
    cookie: {
      name: cookie.value,
      secure: secure.value,
      ...(life === undefined ? {} : { maxAge: inSeconds(life.value) }),
      ...(domain === undefined || !versioned ? {} : { domain: domain.value }),
      ...(sameSite === undefined ? {} : { sameSite: sameSiteWords[sameSite.value] }),
    },
  };
  return withDifferences([node], reasons);
};

const sameSiteWords = { None: 'none', Lax: 'lax', Strict: 'strict' } as const;

export const loadBalancing = (feature: LoadBalancing, { options }: AtPool): Outcome<TraefikNode> => {
  if ('key' in feature) {
    const { algorithm, key, subset, ...rest } = feature;
    spent(rest);
    const value = templateText(key.value);
    const [only, ...more] = key.value;
    const byAddress =
      more.length === 0 && only?.kind === 'request' && only.value.kind === 'remoteAddress' && subset === undefined;
    if (!byAddress || !strategies(options.version))
      return refused(
        because('T5373', { value, why: 'Traefik hashes the address of the client only' }, algorithm.from, key.from),
      );
    return approximate(
      [{ kind: 'strategy', strategy: 'hrw' }],
      because('T5372', { value, why: 'clients are spread over the endpoints differently' }, key.from),
    );
  }
  const { algorithm, ...rest } = feature;
  spent(rest);
  if (algorithm.value === 'round-robin') return exact();
  if (!powerOfTwo(options.version))
    return refused(
      because('T5373', { value: algorithm.value, why: 'this version of Traefik takes turns only' }, algorithm.from),
    );
  return approximate(
    [{ kind: 'strategy', strategy: 'p2c' }],
    because(
      'T5372',
      {
        value: algorithm.value,
        why: 'of two endpoints drawn at random the one with fewer requests in progress answers',
      },
      algorithm.from,
    ),
  );
};
