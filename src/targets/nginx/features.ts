/** Every feature of the universe, and what nginx makes of it. */
import type { FeatureTable } from '../target.ts';
import * as access from './features/access.ts';
import * as backend from './features/backend.ts';
import * as controller from './features/controller.ts';
import * as controllerHeaders from './features/controller-headers.ts';
import { cors } from './features/cors.ts';
import * as headers from './features/headers.ts';
import * as pool from './features/pool.ts';
import * as redirects from './features/redirects.ts';
import * as settings from './features/settings.ts';
import * as site from './features/site.ts';
import { fenced, remembered } from './fence.ts';
import type { NginxNode } from './node.ts';

const routed = {
  denied: fenced(remembered(redirects.denied)),
  redirect: fenced(remembered(redirects.redirect)),
  httpsRedirect: fenced(redirects.httpsRedirect),
  rewrite: fenced(remembered(redirects.rewrite)),
  cors: fenced(remembered(cors)),
  accessList: fenced(remembered(access.accessList)),
  basicAuth: fenced(remembered(access.basicAuth)),
  externalAuth: fenced(remembered(backend.externalAuth)),
  satisfy: fenced(remembered(settings.satisfy)),
  rateLimit: fenced(remembered(access.rateLimit)),
  bandwidth: fenced(remembered(settings.bandwidth)),
  bodySize: fenced(remembered(settings.bodySize)),
  upstreamHost: fenced(remembered(headers.upstreamHost)),
  connectionHeader: fenced(remembered(headers.connectionHeader)),
  requestHeaders: fenced(remembered(headers.requestHeaders)),
  responseHeaders: fenced(remembered(headers.responseHeaders)),
  errorPages: fenced(remembered(backend.errorPages)),
  mirror: fenced(remembered(backend.mirror)),
  accessLog: fenced(remembered(settings.accessLog)),
  rewriteLog: fenced(remembered(settings.rewriteLog)),
  waf: remembered(backend.waf),
  tracing: fenced(remembered(backend.tracing)),
  canary: fenced(remembered(backend.canary)),
  sessionCookie: fenced(remembered(backend.sessionCookie)),
  hsts: fenced(remembered(headers.hsts)),
  redirectStyle: fenced(remembered(settings.redirectStyle)),
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
    rawText: backend.rawText,
  },
  passthrough: { passthrough: fenced(site.passthrough) },
  http: {
    ...routed,
    timeouts: fenced(remembered(settings.timeouts)),
    requestBuffering: fenced(remembered(settings.requestBuffering)),
    responseBuffering: fenced(remembered(settings.responseBuffering)),
    retry: fenced(remembered(settings.retry)),
    upstreamHttpVersion: fenced(remembered(settings.upstreamHttpVersion)),
    cookieRewrite: fenced(remembered(headers.cookieRewrite)),
    locationRewrite: fenced(remembered(headers.locationRewrite)),
    backendTls: fenced(backend.backendTls),
    fastCgi: fenced(remembered(backend.fastCgi)),
  },
  grpc: { ...routed, timeouts: fenced(remembered(settings.grpcTimeouts)) },
  pool: { affinity: fenced(pool.affinity), loadBalancing: fenced(pool.loadBalancing) },
} satisfies FeatureTable<NginxNode>;
