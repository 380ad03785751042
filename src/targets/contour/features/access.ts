import { because } from '../../../diagnostics/report.ts';
import type { AccessList, BasicAuth, ExternalAuth, Satisfy, Waf } from '../../../model/features/route-features.ts';
import { cidrText } from '../../../model/values/cidr.ts';
import { templateText } from '../../../model/values/template-text.ts';
import { approximate, exact, type Outcome, refused, spent } from '../../target.ts';
import { subtract } from '../address-ranges.ts';
import type { ContourNode } from '../node.ts';
import type { AtAnyRoute } from '../place.ts';
import { trustOf } from '../trusted-proxies.ts';

/** Contour takes one list per route: what is denied is cut out of what is allowed. */
export const accessList = ({ deny, allow, ...rest }: AccessList, at: AtAnyRoute): Outcome<ContourNode> => {
  spent(rest);
  if (at.route.action.kind === 'default-backend') {
    const from = (allow ?? deny)?.from;
    return from === undefined ? exact() : approximate([], because('T5415', {}, from));
  }
  const unknown = trustOf(at.model).kind === 'unknown' ? (allow ?? deny) : undefined;
  if (unknown !== undefined) return refused(because('T5478', {}, unknown.from));
  if (allow === undefined) {
    const cidrs = (deny?.value ?? []).map(cidrText);
    return cidrs.length === 0 ? exact() : exact({ kind: 'addresses', allow: false, cidrs });
  }
  const cidrs = subtract(allow.value, deny?.value ?? []).map(cidrText);
  return cidrs.length === 0 ? exact({ kind: 'answer', status: 403 }) : exact({ kind: 'addresses', allow: true, cidrs });
};

export const basicAuth = ({ scheme, realm, users, layout, ...rest }: BasicAuth): Outcome<ContourNode> => {
  spent(rest);
  return refused(because('T5416', { scheme: scheme.value, realm: realm.value }, scheme.from, users.from, layout.from));
};

export const externalAuth = ({
  url,
  host: _host,
  method,
  signin,
  responseHeaders,
  requestHeaders,
  requestRedirect,
  cache,
  alwaysSetCookie,
  keepalive,
  global: _global,
  ...rest
}: ExternalAuth): Outcome<ContourNode> => {
  spent(rest);
  const more = [
    method,
    signin?.url,
    responseHeaders,
    requestRedirect,
    cache?.key,
    alwaysSetCookie,
    keepalive?.connections,
  ];
  const at = more.flatMap((part) => (part === undefined ? [] : [part.from]));
  const headers = requestHeaders.map((header) => header.value.from);
  return refused(because('T5417', { url: templateText(url.value) }, url.from, ...at, ...headers));
};

export const satisfy = ({ mode, ...rest }: Satisfy): Outcome<ContourNode> => {
  spent(rest);
  return mode.value === 'any' ? refused(because('T5418', {}, mode.from)) : exact();
};

/** Without rules that switch the engine on ModSecurity only watches: leaving it away lets nobody in. */
export const waf = ({ on, coreRules, transactionId, rules, ...rest }: Waf): Outcome<ContourNode> => {
  spent(rest);
  if (!on.value) return exact();
  const at = [coreRules, transactionId, rules].flatMap((part) => (part === undefined ? [] : [part.from]));
  return rules === undefined
    ? approximate([], because('T5483', {}, on.from, ...at))
    : refused(because('T5419', {}, on.from, ...at));
};
