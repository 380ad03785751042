/** global-auth-*: the authentication service asked for every location that has none of its own. */
import type { Sink } from '../../../diagnostics/report.ts';
import type { Denied, ExternalAuth, RawText } from '../../../model/features/route-features.ts';
import { literal, type Template } from '../../../model/values/template.ts';
import { mapTraced, type Origin, type Traced, traced } from '../../../source/traced.ts';
import { parseCacheDurations } from '../cache-durations.ts';
import { clientChoosesHost, holdsCredential } from '../hardening/client-chosen.ts';
import type { Hardening } from '../hardening/hardening.ts';
import { parseTemplate } from '../nginx-variables.ts';
import { defined } from '../read/defined.ts';
import { type AuthSnippet, authSnippet } from '../snippet/auth.ts';
import { parseAbsoluteUrl } from '../url.ts';
import { type ConfigMapReader, defaultOrigin } from './config-map.ts';
import type { ConfigKey } from './config-map-keys.ts';
import { isHeaderName } from './header-entries.ts';

const sideKeys = [
  'global-auth-method',
  'global-auth-signin',
  'global-auth-signin-redirect-param',
  'global-auth-response-headers',
  'global-auth-request-redirect',
  'global-auth-snippet',
  'global-auth-cache-key',
  'global-auth-cache-duration',
  'global-auth-always-set-cookie',
] as const;

export interface GlobalAuth {
  readonly auth?: ExternalAuth;
  /** Closes what a wrong URL would leave open. */
  readonly lost?: Denied;
  /** Text of global-auth-snippet that no feature stands for. */
  readonly rawText?: RawText;
}

export const readGlobalAuth = (values: ConfigMapReader, report: Sink, harden: Hardening<Origin>): GlobalAuth => {
  const url = values.text('global-auth-url');
  const target = parseAbsoluteUrl(url.value);
  const template = parseTemplate(url.value);
  if (target === undefined || template === undefined) {
    for (const key of sideKeys) values.ignore(key, 'there is no usable global-auth-url');
    if (url.value === '') return {};
    const closed = harden('D357', { key: 'global-auth-url', value: url.value }, url.from);
    values.mark('global-auth-url', 'invalid', closed ? 'D399' : 'D357');
    const reason = 'global-auth-url: hardened, see D357';
    return closed ? { lost: { status: traced(503, ...url.from), reason } } : {};
  }
  if (/^https:/i.test(url.value))
    report.add('D398', { key: 'ConfigMap key global-auth-url', value: url.value }, url.from);
  const always = values.flag('global-auth-always-set-cookie');
  const text = values.text('global-auth-snippet');
  const snippet: AuthSnippet =
    text.value.trim() === '' ? { headers: [] } : authSnippet(text, 'ConfigMap key global-auth-snippet', report);
  const auth: ExternalAuth = {
    url: mapTraced(url, () => template),
    host: parseTemplate(target.host) ?? literal(target.host),
    ...defined({ method: method(values), signin: signin(values, harden), cache: cache(values, harden) }),
    responseHeaders: responseHeaders(values),
    requestHeaders: snippet.headers,
    requestRedirect:
      textTemplate(values, 'global-auth-request-redirect') ??
      traced([{ kind: 'request', value: { kind: 'requestUri' } }], defaultOrigin('global-auth-request-redirect')),
    alwaysSetCookie: always,
    global: true,
  };
  return snippet.raw === undefined ? { auth } : { auth, rawText: snippet.raw };
};

/** The template of a written key that is not empty. */
const textTemplate = (values: ConfigMapReader, key: ConfigKey): Traced<Template> | undefined => {
  const text = values.text(key);
  if (text.value === '') return undefined;
  const template = parseTemplate(text.value);
  if (template === undefined) values.breaks(key, 'a text with $variables', 'it is left out');
  return template === undefined ? undefined : mapTraced(text, () => template);
};

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE'];

const method = (values: ConfigMapReader): Traced<string> | undefined => {
  const text = values.text('global-auth-method');
  if (text.value === '') return undefined;
  if (methods.includes(text.value)) return text;
  values.refuse('global-auth-method', 'an HTTP method in capital letters', 'GET');
  return undefined;
};

const signin = (values: ConfigMapReader, harden: Hardening<Origin>): ExternalAuth['signin'] => {
  const text = values.text('global-auth-signin');
  if (text.value !== '' && parseAbsoluteUrl(text.value) === undefined) {
    values.refuse('global-auth-signin', 'an absolute URL', 'the plain 401');
    return undefined;
  }
  const url = textTemplate(values, 'global-auth-signin');
  if (url === undefined) {
    values.ignore('global-auth-signin-redirect-param', 'global-auth-signin is missing');
    return undefined;
  }
  const args = { key: 'ConfigMap key global-auth-signin', value: text.value };
  if (clientChoosesHost(url.value) && harden('D393', args, url.from)) return undefined;
  return { url, parameter: mapTraced(values.text('global-auth-signin-redirect-param'), (name) => name.trim() || 'rd') };
};

const cache = (values: ConfigMapReader, harden: Hardening<Origin>): ExternalAuth['cache'] => {
  const key = textTemplate(values, 'global-auth-cache-key');
  const text = values.text('global-auth-cache-duration');
  if (key === undefined) {
    values.ignore('global-auth-cache-duration', 'global-auth-cache-key is missing');
    return undefined;
  }
  const args = { key: 'global-auth-cache-key', value: values.text('global-auth-cache-key').value };
  if (!holdsCredential(key.value) && harden('D388', args, key.from)) {
    values.ignore('global-auth-cache-duration', 'nothing is cached');
    return undefined;
  }
  // Without a duration no answer is valid for any time, so nothing is cached unless the answer says so itself.
  const rules = values.isWritten('global-auth-cache-duration') ? parseCacheDurations(text.value) : [];
  if (rules === undefined)
    values.refuse('global-auth-cache-duration', 'statuses with a time such as 200 5m', '200 202 401 5m');
  return { key, valid: mapTraced(text, () => rules ?? parseCacheDurations('') ?? []) };
};

const responseHeaders = (values: ConfigMapReader): Traced<readonly string[]> => {
  const key = 'global-auth-response-headers';
  const names = values.list(key);
  const good = names.value.filter(isHeaderName);
  if (good.length < names.value.length) values.refuse(key, 'header names separated by commas', 'the good ones only');
  return mapTraced(names, () => good);
};
