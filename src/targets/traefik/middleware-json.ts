/** A middleware as Traefik writes it. What differs between CRDs and the file provider is handed in. */
import type { JsonObject } from './json.ts';
import { TraefikText } from './token.ts';
import type { ErrorService, LimitKey, Middleware } from './tree.ts';

export interface MiddlewareDialect {
  readonly users: (middleware: Extract<Middleware, { type: 'password' }>) => JsonObject;
  readonly errorService: (service: ErrorService) => JsonObject | string;
}

/** Nobody has this address. */
const nobody = '255.255.255.255/32';
const read = TraefikText.read;

export const middlewareJson = (m: Middleware, dialect: MiddlewareDialect): JsonObject => {
  switch (m.type) {
    case 'answer':
      return { ipAllowList: { sourceRange: [nobody], rejectStatusCode: m.status } };
    case 'headers':
      return {
        headers: {
          ...(m.request === undefined ? {} : { customRequestHeaders: m.request }),
          ...(m.response === undefined ? {} : { customResponseHeaders: m.response }),
          ...(m.origins === undefined ? {} : { accessControlAllowOriginListRegex: m.origins.map(read) }),
        },
      };
    case 'redirectRegex':
      return { redirectRegex: { regex: read(m.regex), replacement: read(m.replacement), permanent: m.permanent } };
    case 'replacePathRegex':
      return { replacePathRegex: { regex: read(m.regex), replacement: read(m.replacement) } };
    case 'ipAllowList':
      return {
        ipAllowList: {
          sourceRange: m.ranges,
          ...(m.excluded === undefined ? {} : { ipStrategy: { excludedIPs: m.excluded } }),
        },
      };
    case 'password':
      return {
        [m.scheme === 'basic' ? 'basicAuth' : 'digestAuth']: {
          ...dialect.users(m),
          realm: m.realm,
          removeHeader: m.swallow,
        },
      };
    case 'forwardAuth':
      return {
        forwardAuth: {
          address: m.address,
          trustForwardHeader: true,
          ...(m.responseHeaders.length === 0 ? {} : { authResponseHeaders: m.responseHeaders }),
        },
      };
    case 'errors':
      return {
        errors: {
          status: m.statuses.map(String),
          ...(m.rewrite === undefined
            ? {}
            : { statusRewrites: Object.fromEntries(m.statuses.map((s) => [String(s), m.rewrite ?? s])) }),
          query: m.query,
          service: dialect.errorService(m.service),
        },
      };
    case 'rateLimit':
      return { rateLimit: { average: m.average, period: m.period, burst: m.burst, sourceCriterion: criterion(m.key) } };
    case 'inFlightReq':
      return { inFlightReq: { amount: m.amount, sourceCriterion: criterion(m.key) } };
    case 'retry':
      return {
        retry: {
          attempts: m.attempts,
          ...(m.statuses.length === 0 ? {} : { status: m.statuses.map(String) }),
          ...(m.network ? {} : { disableRetryOnNetworkError: true }),
          ...(m.nonIdempotent ? { retryNonIdempotentMethod: true } : {}),
          ...(m.timeoutMs > 0 ? { timeout: `${m.timeoutMs}ms` } : {}),
        },
      };
    case 'compress':
      return { compress: { encodings: m.encodings, minResponseBodyBytes: m.minBytes, includedContentTypes: m.types } };
  }
};

const criterion = (key: LimitKey): JsonObject =>
  key.kind === 'address' ? { ipStrategy: { depth: 0 } } : { requestHeaderName: key.name };
