import type { LoadBalancing } from '../../../model/features/pool-features.ts';
import { joinOrigins, mapTraced, type Traced, traced } from '../../../source/traced.ts';
import { defaultOrigin } from '../controller/config-map.ts';
import { parseTemplate } from '../nginx-variables.ts';
import { defined } from './defined.ts';
import type { Given } from './given.ts';
import type { Contribution, Reader } from './reader.ts';

const hashKeys = ['upstream-hash-by', 'upstream-hash-by-subset', 'upstream-hash-by-subset-size'] as const;

/** An empty key of the group makes the controller drop all three. */
export const readLoadBalancing: Reader = (given): Contribution => {
  const serviceUpstream = given.flag('service-upstream', 'false holds');
  const service: Contribution['settings'] = given.has('service-upstream')
    ? { serviceUpstream: serviceUpstream ?? traced(false, given.at('service-upstream')) }
    : {};
  const algorithm = given.text('load-balance');
  const empty = hashKeys.find((key) => given.isEmpty(key));
  const hash = empty === undefined ? hashing(given) : undefined;
  if (empty !== undefined) {
    given.text(empty, 'the controller drops the upstream-hash-by keys');
    given.ignore(hashKeys, `${empty} is empty, with which the controller drops the upstream-hash-by keys`);
  }
  if (hash !== undefined) {
    given.ignore(['load-balance'], 'upstream-hash-by is set');
    return { settings: { ...service, loadBalancing: hash } };
  }
  return { settings: { ...service, ...defined({ loadBalancing: named(given, algorithm) }) } };
};

const hashing = (given: Given): LoadBalancing | undefined => {
  const text = given.text('upstream-hash-by');
  const subset = given.flag('upstream-hash-by-subset');
  const size = given.integer('upstream-hash-by-subset-size');
  if (text === undefined) {
    given.ignore(hashKeys.slice(1), 'upstream-hash-by is missing');
    return undefined;
  }
  const template = parseTemplate(text.value);
  if (template === undefined) {
    const why = 'has a dollar sign without a name, so every request has the same key';
    given.tell(
      'D341',
      { key: 'upstream-hash-by', value: text.value, why, instead: 'it is left out' },
      'upstream-hash-by',
      'invalid',
    );
    return undefined;
  }
  const grouped = subset?.value === true;
  if (!grouped) given.ignore(['upstream-hash-by-subset-size'], 'upstream-hash-by-subset is not true');
  const standard = [defaultOrigin('upstream-hash-by-subset-size')] as const;
  const from = joinOrigins(size?.from ?? standard, subset?.from ?? standard);
  return {
    algorithm: mapTraced(text, () => 'hash' as const),
    key: mapTraced(text, () => template),
    ...(grouped ? { subset: { value: groupSize(given, size?.value), from } } : {}),
  };
};

const groupSize = (given: Given, written: number | undefined): number => {
  if (written === undefined || written === 0) return 3;
  if (written > 0) return written;
  const key = 'upstream-hash-by-subset-size';
  given.tell('D341', { key, value: given.raw(key), why: 'is negative', instead: '3 holds' }, key, 'invalid');
  return 3;
};

/** Algorithms that need another key cannot stand alone: the controller's Lua code fails on them. */
const named = (given: Given, algorithm: Traced<string> | undefined): LoadBalancing | undefined => {
  if (algorithm === undefined) return undefined;
  if (algorithm.value === 'ewma') return { algorithm: mapTraced(algorithm, () => 'ewma' as const) };
  if (algorithm.value === 'round_robin') return { algorithm: mapTraced(algorithm, () => 'round-robin' as const) };
  if (given.raw('affinity').trim() === 'cookie') {
    given.ignore(['load-balance'], 'affinity is cookie');
    return undefined;
  }
  const needs = algorithm.value.startsWith('sticky') ? 'affinity' : 'upstream-hash-by';
  const why = `needs ${needs}; without it the controller fails to load its endpoints`;
  given.tell(
    'D341',
    { key: 'load-balance', value: algorithm.value, why, instead: 'round_robin holds' },
    'load-balance',
    'invalid',
  );
  return { algorithm: mapTraced(algorithm, () => 'round-robin' as const) };
};
