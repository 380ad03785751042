/** The readers by the name their rows give them. */
import type { ReaderName } from './annotation-row.ts';
import { readAccessList } from './read/access-list.ts';
import { readAffinity } from './read/affinity.ts';
import { readAliases } from './read/aliases.ts';
import { readBackendProtocol } from './read/backend-protocol.ts';
import { readBackendTls } from './read/backend-tls.ts';
import { readBandwidth } from './read/bandwidth.ts';
import { readBasicAuth } from './read/basic-auth.ts';
import { readBodySize } from './read/body-size.ts';
import { readCanary } from './read/canary.ts';
import { readClientCertificates } from './read/client-certificates.ts';
import { readConnectionHeader } from './read/connection-header.ts';
import { readCookieRewrite } from './read/cookie-rewrite.ts';
import { readCors } from './read/cors.ts';
import { readErrorPages } from './read/error-pages.ts';
import { readExternalAuth } from './read/external-auth.ts';
import { readFastCgi } from './read/fast-cgi.ts';
import { readHttp2Push } from './read/http2-push.ts';
import { readHttpsRedirect } from './read/https-redirect.ts';
import { readLoadBalancing } from './read/load-balancing.ts';
import { readLocationRewrite } from './read/location-rewrite.ts';
import { readLogs } from './read/logs.ts';
import { readMirror } from './read/mirror.ts';
import { readPassthrough } from './read/passthrough.ts';
import { readRateLimit } from './read/rate-limit.ts';
import type { Reader } from './read/reader.ts';
import { readRedirect } from './read/redirect.ts';
import { readRequestBuffering } from './read/request-buffering.ts';
import { readResponseBuffering } from './read/response-buffering.ts';
import { readResponseHeaders } from './read/response-headers.ts';
import { readRetry } from './read/retry.ts';
import { readRewrite } from './read/rewrite.ts';
import { readSatisfy } from './read/satisfy.ts';
import { readSnippets, type SnippetReader } from './read/snippets.ts';
import { readTimeouts } from './read/timeouts.ts';
import { readTlsCiphers } from './read/tls-ciphers.ts';
import { readTracing } from './read/tracing.ts';
import { readUpstreamHost } from './read/upstream-host.ts';
import { readUpstreamHttpVersion } from './read/upstream-http-version.ts';
import { readWaf } from './read/waf.ts';

/** Snippets come last: they change what the other readers found. */
export const readers: Readonly<Record<Exclude<ReaderName, 'snippets'>, Reader>> & { readonly snippets: SnippetReader } =
  {
    'access-list': readAccessList,
    affinity: readAffinity,
    aliases: readAliases,
    'backend-protocol': readBackendProtocol,
    'backend-tls': readBackendTls,
    bandwidth: readBandwidth,
    'basic-auth': readBasicAuth,
    'body-size': readBodySize,
    canary: readCanary,
    'client-certificates': readClientCertificates,
    'connection-header': readConnectionHeader,
    'cookie-rewrite': readCookieRewrite,
    cors: readCors,
    'error-pages': readErrorPages,
    'external-auth': readExternalAuth,
    'fast-cgi': readFastCgi,
    'http2-push': readHttp2Push,
    'https-redirect': readHttpsRedirect,
    'load-balancing': readLoadBalancing,
    'location-rewrite': readLocationRewrite,
    logs: readLogs,
    mirror: readMirror,
    passthrough: readPassthrough,
    'rate-limit': readRateLimit,
    redirect: readRedirect,
    'request-buffering': readRequestBuffering,
    'response-buffering': readResponseBuffering,
    'response-headers': readResponseHeaders,
    retry: readRetry,
    rewrite: readRewrite,
    satisfy: readSatisfy,
    snippets: readSnippets,
    timeouts: readTimeouts,
    'tls-ciphers': readTlsCiphers,
    tracing: readTracing,
    'upstream-host': readUpstreamHost,
    'upstream-http-version': readUpstreamHttpVersion,
    waf: readWaf,
  };
