import type { AllowedOrigin, Cors, OriginPattern } from '../../../model/features/route-features.ts';
import { exact, type Outcome, spent } from '../../target.ts';
import { quoteRegex } from '../re2.ts';
import { and, match, not } from '../rule.ts';
import { answer, responseHeader, step } from '../steps.ts';
import { TraefikText } from '../token.ts';
import type { Step, TraefikNode } from '../tree.ts';

/**
 * The CORS headers are constants on a router of their own for matching origins: Traefik's own preflight answers 200 only to requests
 * with Access-Control-Request-Method, so that header is taken away before a fixed 204.
 */
export const cors = ({
  origins,
  methods,
  headers,
  credentials,
  expose,
  maxAge,
  ...rest
}: Cors): Outcome<TraefikNode> => {
  spent(rest);
  const response = {
    ...(credentials.value ? { 'Access-Control-Allow-Credentials': 'true' } : {}),
    'Access-Control-Allow-Methods': methods.value,
    'Access-Control-Allow-Headers': headers.value,
    ...(expose === undefined ? {} : { 'Access-Control-Expose-Headers': expose.value }),
    'Access-Control-Max-Age': String(maxAge.value),
  };
  const options = match('Method', 'OPTIONS');
  if (origins.value === 'any') {
    const always = responseHeader('cors', 'cors', { 'Access-Control-Allow-Origin': '*', ...response });
    return exact(
      { kind: 'step', step: always },
      { kind: 'split', rank: 10, options: [{ when: options, add: [answer('preflight', 204)] }] },
    );
  }
  if (origins.value.length === 0) return exact();
  const source = originRegex(origins.value);
  const echo: Step = step('cors', 'cors', { type: 'headers', response, origins: [TraefikText.regex(source)] });
  const quiet: Step = step('cors', 'cors-plain', { type: 'headers', request: { 'Access-Control-Request-Method': '' } });
  const origin = match('HeaderRegexp', 'Origin', source);
  return exact(
    {
      kind: 'split',
      rank: 10,
      options: [{ when: and(options, origin), add: [quiet, echo, answer('preflight', 204)] }],
    },
    { kind: 'split', rank: 20, options: [{ when: and(not(options), origin), add: [echo] }] },
  );
};

const originRegex = (origins: readonly AllowedOrigin[]): string =>
  `(?i)^(?:${origins.map((o) => (o === 'null' ? o : originText(o))).join('|')})$`;

const originText = ({ scheme, wildcard, host, port, ...rest }: OriginPattern): string => {
  spent(rest);
  return `${quoteRegex(scheme)}://${wildcard ? '[a-z0-9-]+\\.' : ''}${quoteRegex(host)}${port === undefined ? '' : `:${quoteRegex(port)}`}`;
};
