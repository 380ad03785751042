/** TCP and UDP services: ConfigMaps with entries `port: namespace/service:port[:PROXY][:PROXY]`. */
import type { Report } from '../../../diagnostics/report.ts';
import type { Cluster } from '../../../kubernetes/cluster.ts';
import { entryPath } from '../../../kubernetes/helm-values.ts';
import type { Pool, Stream } from '../../../model/model.ts';
import { sourceOrigin } from '../../../source/traced.ts';
import { poolName } from './drafts.ts';
import { findEndpoints, lookUp } from './services.ts';

export interface StreamsAndPools {
  readonly streams: readonly Stream[];
  readonly pools: readonly Pool[];
}

export const readStreams = (
  protocol: Stream['protocol'],
  configMap: string | undefined,
  cluster: Cluster,
  report: Report,
): StreamsAndPools => {
  if (configMap === undefined) return { streams: [], pools: [] };
  const found = cluster.configMaps.get(configMap);
  if (found === undefined) {
    report.add('M450', { configMap, protocol }, []);
    return { streams: [], pools: [] };
  }
  const streams: Stream[] = [];
  const pools: Pool[] = [];
  for (const [port, value] of Object.entries(found.data).sort(([a], [b]) => Number(a) - Number(b))) {
    const at = sourceOrigin(found.object, entryPath(found.object, port));
    const entry = /^([a-z0-9-]+)\/([a-z0-9.-]+):([a-z0-9-]+)(:PROXY)?(:PROXY)?$/.exec(value);
    const [, namespace = '', name = '', target = '', decode, encode] = entry ?? [];
    if (entry === null || !/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65535) {
      report.add('M451', { port, value }, [at]);
      continue;
    }
    const service = { namespace, name, port: /^\d+$/.test(target) ? Number(target) : target };
    const named = lookUp(cluster, namespace, name, service.port);
    const pool = poolName(named.key, service.port);
    pools.push({
      name: pool,
      service,
      endpoints: findEndpoints(cluster, named, false, at, report),
      features: {},
      from: [at],
    });
    streams.push({
      protocol,
      port: Number(port),
      pool,
      decodeProxyProtocol: decode !== undefined,
      encodeProxyProtocol: encode !== undefined,
      from: [at],
    });
  }
  return { streams, pools };
};
