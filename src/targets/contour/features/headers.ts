import { because, type Reason } from '../../../diagnostics/report.ts';
import type { ConnectionHeader, UpstreamHost } from '../../../model/features/backend-features.ts';
import type { Hsts, RequestHeaders, ResponseHeaders } from '../../../model/features/route-features.ts';
import { withRouteNames } from '../../../model/values/route-text.ts';
import { templateText } from '../../../model/values/template-text.ts';
import { approximate, exact, type Outcome, refused, spent, withDifferences } from '../../target.ts';
import type { ContourNode } from '../node.ts';
import type { AtAnyRoute } from '../place.ts';
import { HeaderValue } from '../token.ts';

export const headerName = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;

export const requestHeaders = ({ changes, ...rest }: RequestHeaders, at: AtAnyRoute): Outcome<ContourNode> => {
  spent(rest);
  const nodes: ContourNode[] = [];
  const differences: Reason[] = [];
  for (const { name, value, from } of changes) {
    const text = value === undefined ? undefined : HeaderValue.template(withRouteNames(value.value, at.route));
    if (!headerName.test(name) || (value !== undefined && text === undefined)) {
      differences.push(because('T5432', { name }, value?.from ?? from.from));
    } else nodes.push({ kind: 'request-header', name, ...(text === undefined ? {} : { value: text }) });
  }
  return withDifferences(nodes, differences);
};

export const responseHeaders = ({ changes, ...rest }: ResponseHeaders): Outcome<ContourNode> => {
  spent(rest);
  const nodes: ContourNode[] = [];
  const differences: Reason[] = [];
  for (const { name, how, value, always, when, statuses, ...more } of changes) {
    spent(more);
    if (when !== undefined || statuses !== undefined) {
      differences.push(
        because(
          'T5498',
          { words: name, why: 'it is not set, since it depends on the request or on the status' },
          value.from,
        ),
      );
      continue;
    }
    const text = how === 'remove' ? undefined : HeaderValue.template(value.value);
    if (!headerName.test(name) || (how !== 'remove' && text === undefined)) {
      differences.push(because('T5432', { name }, value.from));
      continue;
    }
    if (how === 'add') differences.push(because('T5433', { name, how: 'overwritten instead of added' }, value.from));
    else if (!always) differences.push(because('T5433', { name, how: 'set on every status' }, value.from));
    else if (how === 'replace') differences.push(because('T5472', { name }, value.from));
    nodes.push({ kind: 'response-header', name, tlsOnly: false, ...(text === undefined ? {} : { value: text }) });
  }
  return withDifferences(nodes, differences);
};

export const upstreamHost = ({ host, ...rest }: UpstreamHost): Outcome<ContourNode> => {
  spent(rest);
  const [only, ...others] = host.value;
  const held = others.length === 0 && only?.kind === 'request' ? only.value.kind : undefined;
  if (held === 'host' || held === 'hostHeader') return exact();
  const writable = held === 'header' || host.value.every((part) => part.kind === 'text');
  const value = writable ? HeaderValue.template(host.value) : undefined;
  if (value === undefined) return refused(because('T5431', { host: templateText(host.value) }, host.from));
  return exact({ kind: 'request-header', name: 'Host', value });
};

export const connectionHeader = ({ value, ...rest }: ConnectionHeader): Outcome<ContourNode> => {
  spent(rest);
  return refused(because('T5450', { what: `Connection: ${value.value}` }, value.from));
};

export const hsts = ({ maxAge, includeSubdomains, preload, ...rest }: Hsts, at: AtAnyRoute): Outcome<ContourNode> => {
  spent(rest);
  const text = `max-age=${maxAge.value}${includeSubdomains.value ? '; includeSubDomains' : ''}${preload.value ? '; preload' : ''}`;
  const value = HeaderValue.literal(text);
  if (value === undefined) return refused(because('T5432', { name: 'Strict-Transport-Security' }, maxAge.from));
  const node = { kind: 'response-header', name: 'Strict-Transport-Security', tlsOnly: true, value } as const;
  return at.route.action.kind === 'forward' ? approximate([node], because('T5446', {}, maxAge.from)) : exact(node);
};
