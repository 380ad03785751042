import { because, type Reason } from '../../../diagnostics/report.ts';
import type { UpstreamHost } from '../../../model/features/backend-features.ts';
import type { Hsts, RequestHeaders, ResponseHeaders } from '../../../model/features/route-features.ts';
import { withRouteNames } from '../../../model/values/route-text.ts';
import { literalText } from '../../../model/values/template.ts';
import { templateText } from '../../../model/values/template-text.ts';
import { exact, type Outcome, refused, spent, withDifferences } from '../../target.ts';
import { foldTemplate } from '../fold.ts';
import { once } from '../once.ts';
import type { AnyRoute } from '../place.ts';
import { responseHeader, stepNode } from '../steps.ts';
import { unprintable } from '../token.ts';
import { entryPoints, type TraefikNode } from '../tree.ts';
import { conditionalHeaders } from './conditional-headers.ts';

/** A token of HTTP; YAML takes no keys over 1024 characters. */
export const headerName = (name: string): boolean => /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}$/.test(name);

export const hsts = ({ maxAge, includeSubdomains, preload, ...rest }: Hsts): Outcome<TraefikNode> => {
  spent(rest);
  const value = `max-age=${maxAge.value}${includeSubdomains.value ? '; includeSubDomains' : ''}${preload.value ? '; preload' : ''}`;
  return exact({
    kind: 'step',
    step: responseHeader('hsts', 'hsts', { 'Strict-Transport-Security': value }, { on: 'websecure' }),
  });
};

export const upstreamHost = ({ host, ...rest }: UpstreamHost, at: AnyRoute): Outcome<TraefikNode> => {
  spent(rest);
  const nodes: TraefikNode[] = [];
  for (const on of entryPoints) {
    const text = foldTemplate(host.value, at, on);
    if (text === undefined || text === '' || !/^[\x21-\x7e]+$/.test(text)) {
      return refused(
        because(
          'T5360',
          { value: `Host ${templateText(host.value)}`, why: 'it depends on the request, or is no host' },
          host.from,
        ),
      );
    }
    nodes.push(stepNode('upstreamHost', 'upstream-host', { type: 'headers', request: { Host: text } }, { on }));
  }
  return exact(...nodes);
};

/** Constant values, and those the entry point or host fixes. Anything else cannot be a header of Traefik. */
export const requestHeaders = ({ changes, ...rest }: RequestHeaders, at: AnyRoute): Outcome<TraefikNode> => {
  spent(rest);
  const reasons: Reason[] = [];
  const nodes: TraefikNode[] = [];
  for (const on of entryPoints) {
    const request: Record<string, string> = {};
    for (const { name, value, from } of changes) {
      const text = value === undefined ? '' : foldTemplate(withRouteNames(value.value, at.route), at, on);
      if (text !== undefined && headerName(name) && !unprintable(text)) request[name] = text;
      else if (on === 'web')
        reasons.push(
          because('T5360', { value: name, why: 'its value depends on the request or cannot be written' }, from.from),
        );
    }
    if (Object.keys(request).length > 0)
      nodes.push(stepNode('requestHeaders', 'request-headers', { type: 'headers', request }, { on }));
  }
  return withDifferences(nodes, reasons);
};

export const responseHeaders = (feature: ResponseHeaders, at: AnyRoute): Outcome<TraefikNode> => {
  const { changes } = feature;
  const some = changes.some(({ when, statuses }) => when !== undefined || statuses !== undefined);
  if (!some) return unconditional(feature);
  const hanging = changes.filter(({ when, statuses }) => when !== undefined || statuses !== undefined);
  const plain = unconditional({ changes: changes.filter((change) => !hanging.includes(change)) });
  const { nodes, reasons } = conditionalHeaders(hanging, at);
  if (plain.as === 'refused') return plain;
  const told = plain.as === 'approximate' ? plain.because : [];
  return withDifferences([...plain.nodes, ...nodes], [...told, ...reasons]);
};

const unconditional = once(({ changes, ...rest }: ResponseHeaders): Outcome<TraefikNode> => {
  spent(rest);
  const reasons: Reason[] = [];
  const response: Record<string, string> = {};
  for (const { name, how, value, always, when: _when, statuses: _statuses, ...more } of changes) {
    spent(more);
    const text = how === 'remove' ? '' : literalText(value.value);
    if (text === undefined || !headerName(name) || unprintable(text) || (text === '' && how !== 'remove')) {
      reasons.push(
        because('T5360', { value: name, why: 'its value depends on the request or cannot be written' }, value.from),
      );
      continue;
    }
    response[name] = text;
    if (how === 'add')
      reasons.push(
        because('T5361', { value: name, why: 'a header of that name from the backend is replaced' }, value.from),
      );
    if (!always && how !== 'remove')
      reasons.push(because('T5361', { value: name, why: 'it is sent with every status' }, value.from));
  }
  if (Object.keys(response).length === 0) return withDifferences([], reasons);
  return withDifferences(
    [{ kind: 'step', step: responseHeader('responseHeaders', 'response-headers', response) }],
    reasons,
  );
});
