import type { ExternalAuth } from '../../../model/features/route-features.ts';
import { seconds } from '../../../model/values/duration.ts';
import { mapTraced, traced } from '../../../source/traced.ts';
import { defaultOrigin } from '../controller/config-map.ts';
import type { Given } from './given.ts';

const sideKeys = ['auth-keepalive-share-vars', 'auth-keepalive-requests', 'auth-keepalive-timeout'] as const;
export const keepaliveKeys = ['auth-keepalive', ...sideKeys] as const;

/** Keepalive mode exists only without HTTP/2 and for a host without variables. */
export const authKeepalive = (
  given: Given,
  variableHost: boolean,
  copiesHeaders: boolean,
): ExternalAuth['keepalive'] => {
  const connections = given.integer('auth-keepalive', 'no connections are kept');
  if (connections === undefined || connections.value <= 0) {
    given.ignore(sideKeys, 'auth-keepalive is not above 0');
    return undefined;
  }
  const requests =
    given.integer('auth-keepalive-requests', '1000 holds') ?? traced(1000, defaultOrigin('auth-keepalive-requests'));
  const timeout =
    given.integer('auth-keepalive-timeout', '60 holds') ?? traced(60, defaultOrigin('auth-keepalive-timeout'));
  const shareVariables =
    given.flag('auth-keepalive-share-vars', 'false holds') ?? traced(false, defaultOrigin('auth-keepalive-share-vars'));
  const why = given.controller.defaults.http2
    ? 'connections to the authentication service are kept only when ConfigMap use-http2 is false'
    : variableHost
      ? 'the host of auth-url has a variable'
      : requests.value <= 0 || timeout.value <= 0
        ? 'auth-keepalive-requests or auth-keepalive-timeout is not above 0'
        : undefined;
  if (why !== undefined) {
    given.ignore(keepaliveKeys, why);
    return undefined;
  }
  if (copiesHeaders) {
    const broken = 'together with auth-response-headers makes every successful check end in 500';
    const args = { key: 'auth-keepalive', value: given.raw('auth-keepalive'), why: broken };
    given.tell('D341', { ...args, instead: 'no connections are kept' }, 'auth-keepalive', 'invalid');
    given.ignore(sideKeys, 'auth-keepalive cannot be kept');
    return undefined;
  }
  return { connections, requests, timeout: mapTraced(timeout, seconds), shareVariables };
};
