/** From merged pools to those of the model. */
import type { LoadBalancing } from '../../../model/features/pool-features.ts';
import type { Pool } from '../../../model/model.ts';
import type { PoolDraft } from './drafts.ts';
import type { Fallbacks } from './fallbacks.ts';
import type { Servers } from './servers.ts';

/** Pools that something in the model names, ascending. */
export const modelPools = (servers: Servers, fallbacks: Fallbacks, streams: readonly Pool[]): readonly Pool[] => {
  const pools: Pool[] = [];
  const shared: SharedFeatures = new Map();
  const use = (draft: PoolDraft | undefined): void => {
    if (draft === undefined || draft.used) return;
    draft.used = true;
    pools.push(freezePool(draft, shared));
  };
  // The youngest hosts first: where names of Services follow those of their Ingresses, that is nearly the order wanted.
  for (const { locations } of [...servers.values()].reverse()) {
    for (const { pool } of locations) {
      use(pool);
      use(pool?.alternatives[0]?.pool);
    }
  }
  for (const draft of fallbacks.used()) use(draft);
  if (streams.length > 0) addUnnamed(streams, pools);
  return pools.sort((a, b) => (a.name < b.name ? -1 : 1));
};

const addUnnamed = (streams: readonly Pool[], pools: Pool[]): void => {
  const names = new Set(pools.map(({ name }) => name));
  for (const pool of streams) {
    if (names.has(pool.name)) continue;
    names.add(pool.name);
    pools.push(pool);
  }
};

/** Pools of Ingresses that say nothing of their own have one object of features. */
type SharedFeatures = Map<LoadBalancing, Pool['features']>;

const freezePool = (draft: PoolDraft, shared: SharedFeatures): Pool => {
  const { name, service, endpoints } = draft;
  return { name, service, endpoints, features: featuresOf(draft, shared), from: [draft.from] };
};

const featuresOf = ({ affinity, loadBalancing }: PoolDraft, shared: SharedFeatures): Pool['features'] => {
  if (affinity !== undefined) return { affinity, loadBalancing };
  const known = shared.get(loadBalancing);
  if (known !== undefined) return known;
  const made = { loadBalancing };
  shared.set(loadBalancing, made);
  return made;
};
