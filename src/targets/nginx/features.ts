/** Every feature of the universe, and what nginx makes of it. */
import { type FeatureTable, looksAt } from '../target.ts';
import * as access from './features/access.ts';
import * as backend from './features/backend.ts';
import * as bodies from './features/bodies.ts';
import * as controller from './features/controller.ts';
import * as controllerHeaders from './features/controller-headers.ts';
import { cors } from './features/cors.ts';
import * as headers from './features/headers.ts';
import * as pool from './features/pool.ts';
import * as redirects from './features/redirects.ts';
import { rules, siteRules } from './features/rules.ts';
import * as settings from './features/settings.ts';
import * as site from './features/site.ts';
import { fenced, remembered, rememberedBy } from './fence.ts';
import type { NginxNode } from './node.ts';

const routed = {
  denied: remembered(fenced(redirects.denied)),
  rules: remembered(fenced(rules)),
  redirect: remembered(fenced(redirects.redirect)),
  httpsRedirect: looksAt(redirects.reachOfHttpsRedirect, fenced(redirects.httpsRedirect)),
  rewrite: remembered(fenced(redirects.rewrite)),
  cors: looksAt('feature', fenced(cors)),
  accessList: remembered(fenced(access.accessList)),
  basicAuth: remembered(fenced(access.basicAuth)),
  externalAuth: remembered(fenced(backend.externalAuth)),
  satisfy: remembered(fenced(settings.satisfy)),
  rateLimit: remembered(fenced(access.rateLimit)),
  bandwidth: remembered(fenced(settings.bandwidth)),
  bodySize: remembered(fenced(settings.bodySize)),
  upstreamHost: remembered(fenced(headers.upstreamHost)),
  connectionHeader: remembered(fenced(headers.connectionHeader)),
  requestHeaders: remembered(fenced(headers.requestHeaders)),
  responseHeaders: looksAt('feature', fenced(headers.responseHeaders)),
  errorPages: remembered(fenced(backend.errorPages)),
  mirror: remembered(fenced(backend.mirror)),
  accessLog: remembered(fenced(settings.accessLog)),
  rewriteLog: remembered(fenced(settings.rewriteLog)),
  waf: remembered(backend.waf),
  tracing: remembered(fenced(backend.tracing)),
  canary: remembered(fenced(backend.canary)),
  sessionCookie: remembered(fenced(backend.sessionCookie)),
  hsts: remembered(fenced(headers.hsts)),
  redirectStyle: remembered(fenced(settings.redirectStyle)),
  rawText: remembered(backend.rawText),
} as const;

export const features = {
  controller: {
    tlsPolicy: fenced(controller.tlsPolicy),
    defaultCertificate: fenced(controller.defaultCertificate),
    http2: fenced(controller.http2),
    http3: fenced(controller.http3),
    forwardedHeaders: fenced(controller.forwardedHeaders),
    requestIds: fenced(controller.requestIds),
    clientLimits: fenced(controller.clientLimits),
    upstreamConnections: fenced(controller.upstreamConnections),
    compression: fenced(controller.compression),
    blocks: fenced(controller.blocks),
    responseHeaders: fenced(controllerHeaders.responseHeaders),
    requestHeaders: fenced(controllerHeaders.requestHeaders),
    errorPages: fenced(controller.errorPages),
    defaultBackend: fenced(controller.defaultBackend),
    accessLogs: fenced(controllerHeaders.accessLogs),
    rawText: backend.rawText,
    foreignSettings: controllerHeaders.foreignSettings,
  },
  site: {
    serverCertificate: fenced(site.serverCertificate),
    certificateReference: fenced(site.certificateReference),
    clientCertificates: fenced(site.clientCertificates),
    closed: fenced(site.closed),
    appRoot: fenced(site.appRoot),
    wwwRedirect: fenced(site.wwwRedirect),
    tlsCiphers: fenced(site.tlsCiphers),
    rules: fenced(siteRules),
    rawText: backend.rawText,
  },
  passthrough: { passthrough: fenced(site.passthrough) },
  http: {
    ...routed,
    timeouts: remembered(fenced(settings.timeouts)),
    requestBuffering: remembered(fenced(settings.requestBuffering)),
    responseBuffering: remembered(fenced(settings.responseBuffering)),
    retry: remembered(fenced(settings.retry)),
    upstreamHttpVersion: remembered(fenced(settings.upstreamHttpVersion)),
    cookieRewrite: remembered(fenced(headers.cookieRewrite)),
    locationRewrite: remembered(fenced(headers.locationRewrite)),
    backendTls: looksAt('feature', fenced(backend.backendTls)),
    fastCgi: remembered(fenced(backend.fastCgi)),
    compression: remembered(fenced(bodies.compression)),
    bodySubstitution: remembered(fenced(bodies.bodySubstitution)),
  },
  grpc: { ...routed, timeouts: remembered(fenced(settings.grpcTimeouts)) },
  pool: { affinity: fenced(pool.affinity), loadBalancing: rememberedBy(pool.surroundings, fenced(pool.loadBalancing)) },
} satisfies FeatureTable<NginxNode>;
