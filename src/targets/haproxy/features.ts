/** The row of every feature. A feature without a row does not compile. */
import type { FeatureTable } from '../target.ts';
import { accessList, satisfy } from './features/access-list.ts';
import { backendTls } from './features/backend-tls.ts';
import { basicAuth } from './features/basic-auth.ts';
import { bodySubstitution } from './features/body-substitution.ts';
import { canary } from './features/canary.ts';
import * as answers from './features/controller-answers.ts';
import * as connections from './features/controller-connections.ts';
import * as forwarded from './features/controller-headers.ts';
import { cors } from './features/cors.ts';
import { closed, denied } from './features/denied.ts';
import { errorPages } from './features/error-pages.ts';
import { externalAuth } from './features/external-auth.ts';
import * as headers from './features/headers.ts';
import { mirror } from './features/mirror.ts';
import { rateLimit } from './features/rate-limit.ts';
import { httpsRedirect, redirect } from './features/redirect.ts';
import * as refusals from './features/refusals.ts';
import { rewrite } from './features/rewrite.ts';
import { rules, siteRules } from './features/rules.ts';
import { affinity, loadBalancing, sessionCookie } from './features/session.ts';
import * as site from './features/site.ts';
import * as transfer from './features/transfer.ts';
import type { HaproxyNode } from './tree.ts';

const routed = {
  denied,
  rules,
  redirect,
  httpsRedirect,
  rewrite,
  cors,
  accessList,
  basicAuth,
  externalAuth,
  satisfy,
  rateLimit,
  bandwidth: transfer.bandwidth,
  bodySize: transfer.bodySize,
  timeouts: transfer.timeouts,
  upstreamHost: headers.upstreamHost,
  connectionHeader: headers.connectionHeader,
  requestHeaders: headers.requestHeaders,
  responseHeaders: headers.responseHeaders,
  errorPages,
  mirror,
  accessLog: refusals.accessLog,
  rewriteLog: refusals.rewriteLog,
  waf: refusals.waf,
  tracing: refusals.tracing,
  canary,
  sessionCookie,
  hsts: headers.hsts,
  redirectStyle: refusals.redirectStyle,
  rawText: refusals.rawText,
} as const;

export const features = {
  controller: {
    tlsPolicy: connections.tlsPolicy,
    defaultCertificate: connections.defaultCertificate,
    http2: connections.http2,
    http3: connections.http3,
    forwardedHeaders: forwarded.forwardedHeaders,
    requestIds: forwarded.requestIds,
    clientLimits: connections.clientLimits,
    upstreamConnections: connections.upstreamConnections,
    compression: connections.compression,
    blocks: answers.blocks,
    responseHeaders: answers.responseHeaders,
    requestHeaders: forwarded.requestHeaders,
    errorPages: answers.errorPages,
    defaultBackend: answers.defaultBackend,
    accessLogs: connections.accessLogs,
    rawText: refusals.rawText,
    foreignSettings: answers.foreignSettings,
  },
  site: {
    serverCertificate: site.serverCertificate,
    certificateReference: site.certificateReference,
    clientCertificates: site.clientCertificates,
    closed,
    appRoot: site.appRoot,
    wwwRedirect: site.wwwRedirect,
    tlsCiphers: site.tlsCiphers,
    rules: siteRules,
    rawText: refusals.rawText,
  },
  passthrough: { passthrough: site.passthrough },
  http: {
    ...routed,
    requestBuffering: transfer.requestBuffering,
    responseBuffering: transfer.responseBuffering,
    retry: transfer.retry,
    upstreamHttpVersion: transfer.upstreamHttpVersion,
    cookieRewrite: headers.cookieRewrite,
    locationRewrite: headers.locationRewrite,
    backendTls,
    fastCgi: refusals.fastCgi,
    compression: transfer.compression,
    bodySubstitution,
  },
  grpc: routed,
  pool: { affinity, loadBalancing },
} satisfies FeatureTable<HaproxyNode>;
