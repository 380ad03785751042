/** The static configuration: entry points, the provider and the defaults the objects rely on. */
import type { Address } from '../../model/model.ts';
import type { Emitted } from '../target.ts';
import type { Json, JsonObject } from './json.ts';
import { defaultTimeouts } from './transport.ts';
import type { TraefikNode } from './tree.ts';
import { namespacedOnly, newSettings } from './versions.ts';

export interface Needs {
  readonly crossNamespace: boolean;
  readonly externalName: boolean;
}

const addressText = ({ ip, port }: Address): string =>
  `${ip === undefined ? '' : ip.includes(':') ? `[${ip}]` : ip}:${port}`;

export const staticConfiguration = ({ model, options, controller }: Emitted<TraefikNode>, needs: Needs): JsonObject => {
  const entry = (a: Address): JsonObject => ({ address: addressText(a) });
  let out: JsonObject = {
    global: { checkNewVersion: false, sendAnonymousUsage: false },
    entryPoints: {
      web: entry(model.listeners.http),
      websecure: entry(model.listeners.https),
      ...streamEntryPoints({ model }),
    },
    providers:
      options.traefikFormat === 'file'
        ? { file: { filename: 'dynamic.yaml', watch: true } }
        : {
            kubernetesCRD: {
              allowEmptyServices: true,
              // Nothing here needs nodes, so no right to read them is asked for.
              ...(namespacedOnly(options.version) ? { disableClusterScopeResources: true } : {}),
              ...(needs.externalName ? { allowExternalNameServices: true } : {}),
              ...(needs.crossNamespace ? { allowCrossNamespace: true } : {}),
            },
          },
    serversTransport: {
      forwardingTimeouts: {
        dialTimeout: `${defaultTimeouts.connectMs}ms`,
        responseHeaderTimeout: `${defaultTimeouts.readMs}ms`,
      },
    },
  };
  if (model.controller.forwardedHeaders?.trust.value === true && newSettings(options.version)) {
    for (const e of ['web', 'websecure'])
      out = withValue(out, ['entryPoints', e, 'forwardedHeaders', 'addXForwardedSchemeHeaders'], true);
  }
  for (const n of controller) if (n.kind === 'static') out = withValue(out, n.path, n.value);
  // Without it Traefik makes `&` of every `;` of a query.
  for (const e of ['web', 'websecure']) out = withValue(out, ['entryPoints', e, 'http', 'encodeQuerySemicolons'], true);
  return out;
};

const streamEntryPoints = ({ model }: Pick<Emitted<TraefikNode>, 'model'>): JsonObject =>
  Object.fromEntries(
    model.streams.map((s) => [
      `${s.protocol}-${s.port}`,
      { address: `:${s.port}/${s.protocol}`, ...(s.decodeProxyProtocol ? { proxyProtocol: { insecure: true } } : {}) },
    ]),
  );

/** Puts a value at a path; objects that meet are joined. */
const withValue = (root: JsonObject, [key, ...rest]: readonly string[], value: Json): JsonObject => {
  if (key === undefined) return root;
  const old = root[key];
  const inner = isObject(old) ? old : {};
  if (rest.length > 0) return { ...root, [key]: withValue(inner, rest, value) };
  return { ...root, [key]: isObject(old) && isObject(value) ? { ...old, ...value } : value };
};

const isObject = (value: Json | undefined): value is JsonObject => typeof value === 'object' && !Array.isArray(value);
