/** What becomes of every feature of the model in Contour. */
import type { FeatureTable } from '../target.ts';
import { accessList, basicAuth, externalAuth, satisfy, waf } from './features/access.ts';
import { affinity, loadBalancing, sessionCookie } from './features/affinity.ts';
import {
  accessLog,
  cookieRewrite,
  errorPages,
  locationRewrite,
  mirror,
  rawText,
  rewriteLog,
  tracing,
} from './features/answers.ts';
import { blocks } from './features/blocks.ts';
import { bodySubstitution } from './features/body-substitution.ts';
import { canary } from './features/canary.ts';
import * as controller from './features/controller.ts';
import { cors } from './features/cors.ts';
import { connectionHeader, hsts, requestHeaders, responseHeaders, upstreamHost } from './features/headers.ts';
import {
  bandwidth,
  bodySize,
  compression as compressed,
  rateLimit,
  requestBuffering,
  responseBuffering,
} from './features/limits.ts';
import { denied, httpsRedirect, redirect, redirectStyle } from './features/redirect.ts';
import { rewrite } from './features/rewrite.ts';
import { rules, siteRules } from './features/rules.ts';
import * as site from './features/site.ts';
import { tlsPolicy } from './features/tls-policy.ts';
import { backendTls, fastCgi, retry, timeouts, upstreamHttpVersion } from './features/upstream.ts';
import type { ContourNode } from './node.ts';

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
  bandwidth,
  bodySize,
  timeouts,
  upstreamHost,
  connectionHeader,
  requestHeaders,
  responseHeaders,
  errorPages,
  mirror,
  accessLog,
  rewriteLog,
  waf,
  tracing,
  canary,
  sessionCookie,
  hsts,
  redirectStyle,
  rawText,
};

export const features = {
  controller: {
    tlsPolicy,
    defaultCertificate: controller.defaultCertificate,
    http2: controller.http2,
    http3: controller.http3,
    forwardedHeaders: controller.forwardedHeaders,
    requestIds: controller.requestIds,
    clientLimits: controller.clientLimits,
    upstreamConnections: controller.upstreamConnections,
    compression: controller.compression,
    blocks,
    responseHeaders: controller.globalResponseHeaders,
    requestHeaders: controller.globalRequestHeaders,
    errorPages: controller.globalErrorPages,
    defaultBackend: controller.defaultBackend,
    accessLogs: controller.accessLogs,
    rawText,
    foreignSettings: controller.foreignSettings,
  },
  site: {
    serverCertificate: site.serverCertificate,
    certificateReference: site.certificateReference,
    clientCertificates: site.clientCertificates,
    closed: site.closed,
    appRoot: site.appRoot,
    wwwRedirect: site.wwwRedirect,
    tlsCiphers: site.tlsCiphers,
    rules: siteRules,
    rawText,
  },
  passthrough: { passthrough: site.passthrough },
  http: {
    ...routed,
    requestBuffering,
    responseBuffering,
    retry,
    upstreamHttpVersion,
    cookieRewrite,
    locationRewrite,
    backendTls,
    fastCgi,
    compression: compressed,
    bodySubstitution,
  },
  grpc: routed,
  pool: { affinity, loadBalancing },
} satisfies FeatureTable<ContourNode>;
