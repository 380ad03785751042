/** The table: what Traefik makes of every feature. A missing row does not compile. */
import type { FeatureTable } from '../target.ts';
import { accessList, satisfy } from './features/access.ts';
import { backendTls } from './features/backend-tls.ts';
import { basicAuth } from './features/basic-auth.ts';
import { bodySubstitution } from './features/body-substitution.ts';
import { affinity, canary, loadBalancing, sessionCookie } from './features/canary.ts';
import * as controller from './features/controller.ts';
import * as listeners from './features/controller-listeners.ts';
import { cors } from './features/cors.ts';
import { closed, denied } from './features/denied.ts';
import { errorPages, globalErrorPages } from './features/error-pages.ts';
import { externalAuth } from './features/external-auth.ts';
import {
  bandwidth,
  bodySize,
  connectionHeader,
  fastCgi,
  requestBuffering,
  responseBuffering,
  retry,
  timeouts,
  upstreamHttpVersion,
} from './features/forwarding.ts';
import { hsts, requestHeaders, responseHeaders, upstreamHost } from './features/headers.ts';
import { httpsRedirect } from './features/https-redirect.ts';
import { mirror } from './features/mirror.ts';
import {
  accessLog,
  cookieRewrite,
  locationRewrite,
  rawText,
  redirectStyle,
  rewriteLog,
  tracing,
  waf,
} from './features/pass-over.ts';
import { rateLimit } from './features/rate-limit.ts';
import { redirect } from './features/redirect.ts';
import { rewrite } from './features/rewrite.ts';
import { rules, siteRules } from './features/rules.ts';
import {
  appRoot,
  certificateReference,
  clientCertificates,
  passthrough,
  serverCertificate,
  tlsCiphers,
  wwwRedirect,
} from './features/site.ts';
import { once } from './once.ts';
import type { TraefikNode } from './tree.ts';

const routed = {
  denied: once(denied),
  rules,
  redirect,
  httpsRedirect,
  rewrite,
  cors: once(cors),
  accessList,
  basicAuth,
  externalAuth,
  satisfy,
  rateLimit,
  bandwidth,
  bodySize: once(bodySize),
  timeouts: once(timeouts),
  upstreamHost,
  connectionHeader,
  requestHeaders,
  responseHeaders,
  errorPages,
  mirror,
  accessLog,
  rewriteLog: once(rewriteLog),
  waf,
  tracing: once(tracing),
  canary,
  sessionCookie,
  hsts: once(hsts),
  redirectStyle,
  rawText,
};

export const features = {
  controller: {
    tlsPolicy: listeners.tlsPolicy,
    defaultCertificate: listeners.defaultCertificate,
    http2: listeners.http2,
    http3: listeners.http3,
    forwardedHeaders: listeners.forwardedHeaders,
    requestIds: listeners.requestIds,
    clientLimits: listeners.clientLimits,
    upstreamConnections: controller.upstreamConnections,
    compression: controller.compression,
    blocks: controller.blocks,
    responseHeaders: controller.globalResponseHeaders,
    requestHeaders: controller.globalRequestHeaders,
    errorPages: globalErrorPages,
    defaultBackend: controller.defaultBackend,
    accessLogs: controller.accessLogs,
    rawText,
    foreignSettings: controller.foreignSettings,
  },
  site: {
    serverCertificate,
    certificateReference,
    clientCertificates,
    closed,
    appRoot,
    wwwRedirect,
    tlsCiphers,
    rules: siteRules,
    rawText,
  },
  passthrough: { passthrough },
  http: {
    ...routed,
    requestBuffering: once(requestBuffering),
    responseBuffering: once(responseBuffering),
    retry,
    upstreamHttpVersion: once(upstreamHttpVersion),
    cookieRewrite,
    locationRewrite,
    backendTls,
    fastCgi,
    compression: controller.compression,
    bodySubstitution,
  },
  grpc: routed,
  pool: { affinity, loadBalancing },
} satisfies FeatureTable<TraefikNode>;
