/** Connections to backends: timeouts and TLS. */
import type { Use } from './backend.ts';
import type { JsonObject } from './json.ts';
import type { Transport } from './tree.ts';

/** The timeouts of the static default: no object is made for them. */
export const defaultTimeouts = { connectMs: 5000, readMs: 60000 };

export const isDefaultTransport = ({ connectMs, readMs }: Use['transport']): boolean =>
  (connectMs ?? defaultTimeouts.connectMs) === defaultTimeouts.connectMs &&
  (readMs ?? defaultTimeouts.readMs) === defaultTimeouts.readMs;

export const transportJson = (
  t: Transport & { readonly http1: boolean },
  scheme: Use['scheme'],
  ...secrets: readonly JsonObject[]
): JsonObject => ({
  ...(scheme === 'https' ? { insecureSkipVerify: !(t.tls?.verify ?? false) } : {}),
  ...(t.tls?.serverName === undefined ? {} : { serverName: t.tls.serverName }),
  ...Object.assign({}, ...secrets),
  ...(t.tls === undefined || t.tls.ciphers.length === 0 ? {} : { cipherSuites: t.tls.ciphers }),
  ...(t.tls?.versions === undefined ? {} : { minVersion: t.tls.versions.min, maxVersion: t.tls.versions.max }),
  ...(t.http1 ? { disableHTTP2: true } : {}),
  forwardingTimeouts: {
    dialTimeout: `${t.connectMs ?? defaultTimeouts.connectMs}ms`,
    responseHeaderTimeout: `${t.readMs ?? defaultTimeouts.readMs}ms`,
  },
});
