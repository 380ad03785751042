/** Contour's own configuration file, merged from what the features ask for. */
import type { SecretRef } from './node.ts';
import type { ConfigHeaders, ContourConfig } from './tree.ts';

type Tls = NonNullable<ContourConfig['tls']>;

const mergeHeaders = (a: ConfigHeaders | undefined, b: ConfigHeaders | undefined): ConfigHeaders | undefined => {
  if (a === undefined || b === undefined) return a ?? b;
  const set = { ...a.set, ...b.set };
  const remove = [...new Set([...(a.remove ?? []), ...(b.remove ?? [])])].filter((name) => set[name] === undefined);
  return { set: sorted(set), remove };
};

const sorted = <T>(record: Readonly<Record<string, T>>): Readonly<Record<string, T>> =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));

export const mergeConfigs = (configs: readonly ContourConfig[]): ContourConfig => configs.reduce(merge, {});

const merge = (sum: ContourConfig, config: ContourConfig): ContourConfig => {
  const request = mergeHeaders(sum.policy?.['request-headers'], config.policy?.['request-headers']);
  const response = mergeHeaders(sum.policy?.['response-headers'], config.policy?.['response-headers']);
  const network = { ...sum.network, ...config.network };
  const policy = {
    ...(sum.policy?.applyToIngress === true || config.policy?.applyToIngress === true
      ? { applyToIngress: true as const }
      : {}),
    ...(request === undefined ? {} : { 'request-headers': request }),
    ...(response === undefined ? {} : { 'response-headers': response }),
  };
  const tls = { ...sum.tls, ...config.tls };
  const timeouts = { ...sum.timeouts, ...config.timeouts };
  return {
    ...sum,
    ...config,
    ...(Object.keys(tls).length === 0 ? {} : { tls }),
    ...(Object.keys(network).length === 0 ? {} : { network }),
    ...(Object.keys(timeouts).length === 0 ? {} : { timeouts }),
    ...(Object.keys(policy).length === 0 ? {} : { policy }),
  };
};

/** Settings that come from the assembly: certificates, and Services that are only names. */
export const ownSettings = (
  fallback: SecretRef | undefined,
  client: SecretRef | undefined,
  external: boolean,
  connect: string | undefined,
): ContourConfig => {
  const tls: Tls = {
    ...(fallback === undefined
      ? {}
      : { 'fallback-certificate': { name: fallback.name, namespace: fallback.namespace } }),
    ...(client === undefined ? {} : { 'envoy-client-certificate': { name: client.name, namespace: client.namespace } }),
  };
  return {
    ...(external ? { enableExternalNameService: true } : {}),
    ...(Object.keys(tls).length === 0 ? {} : { tls }),
    ...(connect === undefined ? {} : { timeouts: { 'connect-timeout': connect } }),
  };
};
