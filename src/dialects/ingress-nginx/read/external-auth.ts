import { quoted } from '../../../diagnostics/quoted.ts';
import type { ExternalAuth } from '../../../model/features/route-features.ts';
import { literal } from '../../../model/values/template.ts';
import { mapTraced, traced } from '../../../source/traced.ts';
import type { AnnotationKey } from '../annotations.ts';
import { parseCacheDurations, standardCacheDuration } from '../cache-durations.ts';
import { defaultOrigin } from '../controller/config-map.ts';
import { clientChoosesHost, holdsCredential } from '../hardening/client-chosen.ts';
import { parseTemplate } from '../nginx-variables.ts';
import { parseAbsoluteUrl } from '../url.ts';
import { defined } from './defined.ts';
import { authRequestHeaders, authResponseHeaders } from './external-auth-headers.ts';
import { authKeepalive, keepaliveKeys } from './external-auth-keepalive.ts';
import type { Given } from './given.ts';
import type { Contribution, Reader } from './reader.ts';
import { signsIn } from './sign-in.ts';
import { readAuthSnippet } from './snippets.ts';
import { templateOf } from './template-of.ts';

const optional: readonly AnnotationKey[] = [
  'auth-method',
  'auth-signin',
  'auth-signin-redirect-param',
  'auth-snippet',
  'auth-cache-key',
  'auth-cache-duration',
  ...keepaliveKeys,
  'auth-response-headers',
  'auth-proxy-set-headers',
  'auth-request-redirect',
  'auth-always-set-cookie',
];

/** Wrong values of these keys, as of auth-cache-duration, make the whole group vanish without a word. */
const failOpen: readonly AnnotationKey[] = ['auth-request-redirect', 'auth-always-set-cookie'];

export const readExternalAuth: Reader = (given): Contribution => {
  const isBlank = given.has('auth-url') && given.raw('auth-url').trim() === '';
  const url = isBlank ? undefined : given.text('auth-url');
  if (url === undefined) {
    // Global authentication takes the place of an empty one.
    if (isBlank && given.controller.settings.globalAuth === undefined)
      given.unsafe('D381', { key: 'auth-url' }, 'auth-url', 'paths');
    else if (isBlank) given.text('auth-url', 'global authentication applies');
    given.ignore(optional, 'auth-url is missing');
    return globalExemption(given);
  }
  given.ignore(['enable-global-auth'], 'auth-url replaces the global authentication');
  const target = parseAbsoluteUrl(url.value);
  const template = parseTemplate(url.value);
  if (target === undefined || template === undefined) {
    given.deny('auth-url', `${quoted(url.value)} is not an absolute URL`);
    return {};
  }
  if (given.has('auth-method') && !given.isEmpty('auth-method') && !given.accepts('auth-method')) {
    given.deny('auth-method', `${quoted(given.raw('auth-method'))} is not an HTTP method in capital letters`);
    return {};
  }
  if (/^https:/i.test(url.value)) given.tell('D398', { key: 'auth-url', value: url.value }, 'auth-url', 'read');
  const isLost = (key: AnnotationKey): boolean => given.has(key) && !given.isEmpty(key) && !given.accepts(key);
  if (isLost('auth-cache-duration')) return vanished(given, 'auth-cache-duration');
  const cache = authCache(given);
  const responseHeaders = cache === undefined ? undefined : authResponseHeaders(given);
  const requestHeaders = responseHeaders === undefined ? undefined : authRequestHeaders(given);
  if (cache === undefined || responseHeaders === undefined || requestHeaders === undefined) return {};
  const lost = failOpen.find(isLost);
  if (lost !== undefined) return vanished(given, lost);
  const method = given.text('auth-method');
  const externalAuth: ExternalAuth = {
    url: mapTraced(url, () => template),
    host: parseTemplate(target.host) ?? literal(target.host),
    ...defined({
      method,
      signin: signin(given),
      cache: cache.rules,
      keepalive: authKeepalive(given, target.hasVariables, responseHeaders.value.length > 0),
    }),
    responseHeaders,
    requestHeaders,
    requestRedirect:
      templateOf(given, 'auth-request-redirect', '$request_uri is sent') ??
      traced([{ kind: 'request', value: { kind: 'requestUri' } }], defaultOrigin('auth-request-redirect')),
    alwaysSetCookie: given.flag('auth-always-set-cookie') ?? traced(false, defaultOrigin('auth-always-set-cookie')),
    global: false,
  };
  const { auth, rawText } = readAuthSnippet(given, externalAuth, given.controller.base.location.rawText);
  return { settings: { externalAuth: auth }, ...(rawText === undefined ? {} : { location: { rawText } }) };
};

const globalExemption = (given: Given): Contribution => {
  const enabled = given.flag('enable-global-auth', 'global authentication stays on');
  const global = given.controller.settings.globalAuth;
  if (enabled !== undefined && global === undefined) {
    given.ignore(['enable-global-auth'], 'the controller has no global authentication');
  }
  if (enabled?.value !== false) return {};
  if (global !== undefined && !signsIn(given.here().ingress, global)) {
    const args = { key: 'enable-global-auth', check: 'global authentication (global-auth-url)' };
    if (given.unsafe('D389', args, 'enable-global-auth', 'here', 'read')) return {};
  }
  return { without: ['externalAuth'] };
};

/** The controller serves the Ingress without its authentication; global authentication applies as if auth-url were absent. */
const vanished = (given: Given, key: AnnotationKey): Contribution => {
  given.unsafe('D380', { key, value: given.raw(key) }, key, 'paths');
  given.ignore(['auth-url', ...optional], `${key} makes the controller drop the whole external authentication`);
  return globalExemption(given);
};

const signin = (given: Given): ExternalAuth['signin'] => {
  const url = templateOf(given, 'auth-signin', 'clients get the plain 401');
  if (url === undefined) {
    given.ignore(['auth-signin-redirect-param'], 'auth-signin is missing');
    return undefined;
  }
  const value = given.raw('auth-signin');
  if (
    clientChoosesHost(url.value) &&
    given.unsafe('D393', { key: 'auth-signin', value }, 'auth-signin', 'here', 'read')
  )
    return undefined;
  const parameter = given.text('auth-signin-redirect-param', 'rd holds');
  return { url, parameter: parameter ?? traced('rd', defaultOrigin('auth-signin-redirect-param')) };
};

/** Undefined when the paths are closed because of it. */
const authCache = (given: Given): { readonly rules: ExternalAuth['cache'] } | undefined => {
  const duration = given.text('auth-cache-duration', `${standardCacheDuration} holds`);
  const rules = parseCacheDurations(duration?.value ?? '');
  if (rules === undefined) {
    given.deny('auth-cache-duration', `${quoted(duration?.value ?? '')} is not a list of statuses with a time`);
    return undefined;
  }
  const key = templateOf(given, 'auth-cache-key', 'nothing is cached');
  if (key === undefined) {
    given.ignore(['auth-cache-duration'], 'auth-cache-key is missing');
    return { rules: undefined };
  }
  const value = given.raw('auth-cache-key');
  const shared = !holdsCredential(key.value);
  if (shared && given.unsafe('D388', { key: 'auth-cache-key', value }, 'auth-cache-key', 'here', 'read')) {
    given.ignore(['auth-cache-duration'], 'nothing is cached');
    return { rules: undefined };
  }
  const valid =
    duration === undefined ? traced(rules, defaultOrigin('auth-cache-duration')) : mapTraced(duration, () => rules);
  return { rules: { key, valid } };
};
