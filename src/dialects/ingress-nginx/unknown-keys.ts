/** Annotations that ingress-nginx does not know: gone, misplaced, misspelt or under another prefix. */

import type { ArgsOf, Code } from '../../diagnostics/catalogue.ts';
import { nearest } from '../../diagnostics/nearest.ts';
import type { Report } from '../../diagnostics/report.ts';
import type { IngressObject } from '../../kubernetes/cluster.ts';
import { annotationPath, type SourceOrigin, sourceOrigin } from '../../source/traced.ts';
import type { KeyReading } from '../dialect.ts';
import { prefix } from './annotation-row.ts';
import { type AnnotationKey, aliases, annotationRows, isAnnotationKey } from './annotations.ts';
import { isConfigKey } from './controller/config-map-keys.ts';

interface Gone {
  readonly why: string;
  readonly now: string;
}

const removed = 'it was removed';
const never = 'it never existed';
const rates: Gone = { why: removed, now: 'Use limit-rps or limit-rpm, which count per controller replica.' };
const phantomRate: Gone = { why: never, now: 'Use limit-rps, limit-rpm and limit-burst-multiplier.' };
const tracing: Gone = { why: 'OpenTracing was removed', now: 'Use enable-opentelemetry.' };
const influx: Gone = { why: 'InfluxDB metrics were removed', now: 'Read the Prometheus metrics of the controller.' };
const webSockets: Gone = {
  why: never,
  now: 'WebSockets need no annotation; raise proxy-read-timeout and proxy-send-timeout for idle connections.',
};

const gone: Readonly<Record<string, Gone>> = {
  'add-base-url': {
    why: removed,
    now: 'Let the application write its base URL; x-forwarded-prefix tells it the prefix.',
  },
  'base-url-scheme': { why: removed, now: 'Let the application write its base URL.' },
  'enable-opentracing': tracing,
  'opentracing-trust-incoming-span': tracing,
  'global-rate-limit': rates,
  'global-rate-limit-ignored-cidrs': rates,
  'global-rate-limit-key': rates,
  'global-rate-limit-window': rates,
  'grpc-backend': { why: removed, now: 'Write backend-protocol: "GRPC".' },
  'secure-backends': { why: removed, now: 'Write backend-protocol: "HTTPS".' },
  'secure-verify-ca-secret': { why: removed, now: 'Use proxy-ssl-secret with proxy-ssl-verify and proxy-ssl-name.' },
  'session-cookie-hash': { why: removed, now: 'Remove it: the cookie value is made by the controller.' },
  'enable-influxdb': influx,
  'influxdb-measurement': influx,
  'influxdb-port': influx,
  'influxdb-host': influx,
  'influxdb-server-name': influx,
  'rate-limit': phantomRate,
  'rate-limit-window': phantomRate,
  'rate-limit-burst': phantomRate,
  'websocket-services': { why: "it belongs to NGINX Inc's controller", now: webSockets.now },
  'enable-websockets': webSockets,
  'enable-websocket': webSockets,
  websocket: webSockets,
  'server-snippets': { why: "it belongs to NGINX Inc's controller", now: 'The annotation is server-snippet.' },
  'location-snippets': { why: "it belongs to NGINX Inc's controller", now: 'The annotation is configuration-snippet.' },
  'ssl-protocols': {
    why: 'protocols are set for all hosts only',
    now: 'Set ssl-protocols in the ConfigMap of the controller.',
  },
  'proxy-redirect': { why: never, now: 'Use proxy-redirect-from and proxy-redirect-to.' },
  gzip: { why: never, now: 'Set use-gzip in the ConfigMap of the controller.' },
  'enable-gzip': { why: never, now: 'Set use-gzip in the ConfigMap of the controller.' },
};

const prefixes: readonly (readonly [string, Gone])[] = [
  ['lua-resty-waf', { why: 'the Lua firewall was removed', now: 'Use enable-modsecurity.' }],
];

/** Prefixes people write in place of the real one. */
const otherPrefixes = [
  'ingress.kubernetes.io/',
  'nginx.kubernetes.io/',
  'nginx.ingress.kubernetes.i/',
  'nginx.ingress.kubernete.io/',
  'nginx.ingress.kubernets.io/',
  'nginx.ingress.kuberenetes.io/',
  'nginx.ingress.kubernetes.com/',
  'nginx.ingress.k8s.io/',
  'ingress.nginx.kubernetes.io/',
  'nginx-ingress.kubernetes.io/',
  'nginx.org/',
  'nginx.com/',
];

const otherKeys: Readonly<Record<string, string>> = {
  'kubernets.io/ingress.class': 'kubernetes.io/ingress.class',
  'kubernetes.io/ingressClassName': 'spec.ingressClassName',
  'kubernetes.io/ingress-class': 'kubernetes.io/ingress.class',
  'kubernetes.io/ingressclass': 'kubernetes.io/ingress.class',
  'ingress.class': 'kubernetes.io/ingress.class',
  'ingressclass.kubernetes.io/ingress.class': 'kubernetes.io/ingress.class',
  [`${prefix}ingress.class`]: 'kubernetes.io/ingress.class',
};

const currentNames: readonly string[] = Object.keys(annotationRows);
const everyName: readonly string[] = [...currentNames, ...aliases.keys()];

/** Not the prefix of ingress-nginx, but written in its place. */
export const hasOtherPrefix = (name: string): boolean =>
  !name.startsWith(prefix) && (Object.hasOwn(otherKeys, name) || otherPrefixes.some((other) => name.startsWith(other)));

/** One warning and one reading per annotation. */
export const readUnknownKeys = (
  ingress: IngressObject,
  names: readonly string[],
  report: Report,
  lost: LostCheck,
): readonly KeyReading[] => {
  const known = meanings.get(report) ?? new Map<string, Meaning>();
  meanings.set(report, known);
  return names.map((key) => {
    const at = sourceOrigin(ingress.object, annotationPath(key));
    const meaning = known.get(key) ?? { check: meantCheck(key), tell: teller(key, report) };
    known.set(key, meaning);
    const code = (meaning.check === undefined ? undefined : lost(key, meaning.check, at)) ?? meaning.tell(at);
    return { at, key, value: ingress.annotations[key] ?? '', status: 'unknown', code };
  });
};

/** What a key was meant to be: looked for among all the keys there are, so once only. */
interface Meaning {
  readonly check: AnnotationKey | undefined;
  /** Reports the key and gives the code of the finding. */
  readonly tell: (at: SourceOrigin) => string;
}

/** By the report of the run. */
const meanings = new WeakMap<Report, Map<string, Meaning>>();

/** Tells that an access check is not made because of its name, unless it is made under the right one; the code. */
export type LostCheck = (key: string, meant: AnnotationKey, at: SourceOrigin) => string | undefined;

const checks: readonly AnnotationKey[] = [
  'auth-url',
  'auth-type',
  'auth-secret',
  'auth-tls-secret',
  'auth-tls-verify-client',
  'auth-tls-match-cn',
  'allowlist-source-range',
  'denylist-source-range',
];

const checksElsewhere: Readonly<Record<string, AnnotationKey>> = {
  'block-cidrs': 'denylist-source-range',
  'global-auth-url': 'auth-url',
};

/** The access check that somebody wanted who wrote this key. */
const meantCheck = (key: string): AnnotationKey | undefined => {
  if (Object.hasOwn(otherKeys, key)) return undefined;
  const short = key.slice(key.indexOf('/') + 1);
  if (key.startsWith(prefix) && (Object.hasOwn(gone, short) || prefixes.some(([p]) => short.startsWith(p))))
    return undefined;
  if (Object.hasOwn(checksElsewhere, short)) return checksElsewhere[short];
  if (isConfigKey(short) && !isAnnotationKey(short) && !aliases.has(short)) return undefined;
  const known = isAnnotationKey(short) || aliases.has(short) ? short : nearest(short, everyName);
  const meant = known === undefined ? undefined : (aliases.get(known) ?? known);
  return meant !== undefined && isAnnotationKey(meant) && checks.includes(meant) ? meant : undefined;
};

const teller = (key: string, report: Report): Meaning['tell'] => {
  const say =
    <C extends Code>(code: C, args: ArgsOf<C>): Meaning['tell'] =>
    (at) => {
      report.add(code, args, [at]);
      return code;
    };
  const meantKey = Object.hasOwn(otherKeys, key) ? otherKeys[key] : undefined;
  if (meantKey !== undefined || !key.startsWith(prefix)) return say('D312', { key, meant: meantKey ?? meantName(key) });
  const short = key.slice(prefix.length);
  const known =
    (Object.hasOwn(gone, short) ? gone[short] : undefined) ?? prefixes.find(([p]) => short.startsWith(p))?.[1];
  if (known !== undefined) return say('D310', { key: short, ...known });
  if (isConfigKey(short)) return say('D311', { key: short });
  const meant = nearest(short, everyName);
  return say('D309', meant === undefined ? { key: short } : { key: short, meant });
};

const meantName = (key: string): string => {
  const short = key.slice(key.indexOf('/') + 1);
  const known = isAnnotationKey(short) || aliases.has(short) ? short : nearest(short, currentNames);
  return known === undefined ? 'an annotation of ingress-nginx' : `${prefix}${known}`;
};
