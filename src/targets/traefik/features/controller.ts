/** What holds for every answer and every backend connection. */
import { because, type Reason } from '../../../diagnostics/report.ts';
import type * as c from '../../../model/features/controller-features.ts';
import { inSeconds } from '../../../model/values/duration.ts';
import { literalText } from '../../../model/values/template.ts';
import { isWritten } from '../../../source/traced.ts';
import { type AtController, approximate, exact, type Outcome, refused, spent, withDifferences } from '../../target.ts';
import { clientAddress, clientIn } from '../client.ts';
import { quoteRegex, re2 } from '../re2.ts';
import { match, or, type Rule } from '../rule.ts';
import { answer, responseHeader, stepNode } from '../steps.ts';
import { unprintable } from '../token.ts';
import type { TraefikNode } from '../tree.ts';
import { headerName } from './headers.ts';

export const upstreamConnections = ({
  idle,
  timeout,
  requests,
  lifetime,
  ...rest
}: c.UpstreamConnections): Outcome<TraefikNode> => {
  spent(rest);
  const nodes: TraefikNode[] = [
    { kind: 'static', path: ['serversTransport', 'maxIdleConnsPerHost'], value: idle.value === 0 ? -1 : idle.value },
    {
      kind: 'static',
      path: ['serversTransport', 'forwardingTimeouts', 'idleConnTimeout'],
      value: `${inSeconds(timeout.value)}s`,
    },
  ];
  const differences: Reason[] = [];
  if (isWritten(requests)) {
    const told = { value: 'upstream-keepalive-requests', why: 'Traefik does not count requests per connection' };
    differences.push(because('T5385', told, requests.from));
  }
  if (lifetime !== undefined) {
    const told = { value: 'upstream-keepalive-time', why: 'Traefik ends no connection by its age' };
    differences.push(because('T5385', told, lifetime.from));
  }
  return withDifferences(nodes, differences);
};

export const compression = ({ gzip, level, minLength, types, ...rest }: c.Compression): Outcome<TraefikNode> => {
  spent(rest);
  if (!gzip.value) return exact();
  const words = ['text/html', ...types.value.filter((t) => /^[\w.+-]+\/[\w.+-]+$/.test(t))];
  const node = stepNode('everywhere', 'compress', {
    type: 'compress',
    encodings: ['gzip'],
    minBytes: minLength.value.bytes,
    types: [...new Set(words)].sort(),
  });
  return isWritten(level)
    ? approximate([node], because('T5385', { value: 'gzip-level', why: 'Traefik has a level of its own' }, level.from))
    : exact(node);
};

/** Agents and referers are refused before any host is chosen, as in every server block of nginx; networks where addresses are checked. */
export const blocks = (
  { cidrs, userAgents, referers, ...rest }: c.Blocks,
  { model }: AtController,
): Outcome<TraefikNode> => {
  spent(rest);
  const rules: Rule[] = [];
  const nodes: TraefikNode[] = [];
  if (cidrs !== undefined && cidrs.value.length > 0) {
    const rule = clientIn(cidrs.value, clientAddress(model));
    if ('because' in rule) return refused(because('T5337', { value: 'block-cidrs', why: rule.because }, cidrs.from));
    // nginx loses this list in locations that have one of their own (`route-routers.ts`).
    nodes.push({ kind: 'split', rank: 49, options: [{ when: rule, add: [answer('access', 403)] }] });
  }
  for (const [header, patterns] of [
    ['User-Agent', userAgents],
    ['Referer', referers],
  ] as const) {
    for (const text of patterns?.value ?? []) {
      const source = blockRegex(text);
      if ('because' in source)
        return refused(
          because('T5337', { value: text, why: source.because }, ...(patterns === undefined ? [] : [patterns.from])),
        );
      rules.push(match('HeaderRegexp', header, source.regex));
    }
  }
  const when = or(rules);
  if (when !== undefined) nodes.push({ kind: 'front', when, steps: [answer('closed', 403)] });
  return exact(...nodes);
};

/** An entry of an nginx map: `~` and `~*` begin expressions, anything else is the whole value in any letter case. */
const blockRegex = (text: string): { readonly regex: string } | { readonly because: string } => {
  if (!text.startsWith('~')) return { regex: `(?i)^${quoteRegex(text)}$` };
  const reading = re2({ source: text.replace(/^~\*?/, ''), ignoreCase: text.startsWith('~*') });
  if (!reading.ok) return { because: `RE2 cannot say ${reading.because}` };
  return reading.regex.also.length + reading.regex.never.length > 0
    ? { because: 'RE2 has no look-around' }
    : { regex: reading.regex.source };
};

export const globalResponseHeaders = ({
  set,
  hide,
  showServer,
  ...rest
}: c.GlobalResponseHeaders): Outcome<TraefikNode> => {
  spent(rest);
  const reasons: Reason[] = [];
  // Server of the backend never reaches the client: with server-tokens nginx writes its own.
  const response: Record<string, string> = { Server: '' };
  if (showServer.value)
    reasons.push(
      because('T5385', { value: 'server-tokens', why: 'Traefik has no Server header of its own' }, showServer.from),
    );
  for (const h of hide) {
    if (headerName(h.value)) response[h.value] = '';
    else reasons.push(because('T5360', { value: h.value.slice(0, 80), why: 'it is not the name of a header' }, h.from));
  }
  for (const { name, value } of set) {
    const text = literalText(value.value);
    if (text === undefined || text === '' || !headerName(name) || unprintable(text))
      reasons.push(
        because('T5360', { value: name, why: 'its value depends on the request or cannot be written' }, value.from),
      );
    else response[name] = text;
  }
  return withDifferences([{ kind: 'step', step: responseHeader('everywhere', 'response', response) }], reasons);
};

export const globalRequestHeaders = ({ set, ...rest }: c.GlobalRequestHeaders): Outcome<TraefikNode> => {
  spent(rest);
  const reasons: Reason[] = [];
  const request: Record<string, string> = {};
  for (const { name, value } of set) {
    const text = literalText(value.value);
    if (text === undefined || text === '' || !headerName(name) || unprintable(text))
      reasons.push(
        because('T5360', { value: name, why: 'its value depends on the request or cannot be written' }, value.from),
      );
    else request[name] = text;
  }
  if (Object.keys(request).length === 0) return withDifferences([], reasons);
  return withDifferences([stepNode('requestHeaders', 'request', { type: 'headers', request })], reasons);
};

/** The error pages of the routes carry these already; what is left is the answer of the proxy itself. */
export const defaultBackend = ({ pool: _pool, ...rest }: c.DefaultBackend): Outcome<TraefikNode> => {
  spent(rest);
  return exact();
};

export const accessLogs = ({ on, format, escape: escaping, skip, ...rest }: c.AccessLogs): Outcome<TraefikNode> => {
  spent(rest);
  const nodes: readonly TraefikNode[] = on.value ? [{ kind: 'static', path: ['accessLog'], value: {} }] : [];
  const differences: Reason[] = [];
  const why = 'Traefik writes its own log format';
  if (format !== undefined && isWritten(format))
    differences.push(because('T5385', { value: 'log-format-upstream', why }, format.from));
  if (escaping !== undefined)
    differences.push(because('T5385', { value: `log-format-escape-${escaping.value}`, why }, escaping.from));
  if (skip !== undefined) {
    const told = { value: 'skip-access-log-urls', why: 'these requests are logged, too' };
    differences.push(because('T5385', told, skip.from));
  }
  return withDifferences(nodes, differences);
};

export const foreignSettings = ({ settings, ...rest }: c.ForeignSettings): Outcome<TraefikNode> => {
  spent(rest);
  const reasons = settings.map((s) =>
    because('T5386', { value: s.value.key, why: 'it is a setting of nginx' }, s.from),
  );
  const [first, ...more] = reasons;
  return first === undefined ? exact() : refused(first, ...more);
};
