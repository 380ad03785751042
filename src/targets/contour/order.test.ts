import { describe, expect, it } from 'vitest';
import { orderEntries } from './order.ts';
import type { Entry, PlacePath } from './plan.ts';
import { pathRegex } from './regex.ts';
import { Re2 } from './token.ts';

const entry = (path: PlacePath, group: string, region: string, conditions: Entry['conditions'] = []): Entry => ({
  path,
  conditions,
  group,
  region,
  body: {},
  owner: { namespace: 'a', name: 'b' },
});

const regex = (source: string): PlacePath => {
  const re = pathRegex(source, true);
  if (re === undefined) throw new Error(source);
  return { kind: 'regex', re };
};

describe('orderEntries', () => {
  it('makes expressions longer until their order is the given one', () => {
    const placed = orderEntries([
      entry(regex('^/a'), '1', '/a'),
      entry(regex('^/a/long'), '2', '/a/long'),
      entry(regex('^/b'), '3', '/b'),
    ]);
    const texts = placed.map(({ conditions }) => {
      const last = conditions.at(-1);
      return last !== undefined && 'regex' in last && last.regex !== undefined ? Re2.read(last.regex) : '';
    });
    expect(texts).toEqual([...texts].sort((x, y) => y.length - x.length || (x < y ? 1 : -1)));
    expect(new Set(texts.map((t) => t.replace(/(\(\))+$/, '')))).toEqual(
      new Set(['/(?i)a.*', '/(?i)a/long.*', '/(?i)b.*']),
    );
  });
  it('adds conditions that always hold where an earlier answer has fewer', () => {
    const path: PlacePath = { kind: 'prefix', text: '/' };
    const cookie = { name: 'Cookie', exact: 'x' };
    const placed = orderEntries([
      entry(path, '1', '/', [cookie]),
      entry(path, '2', '/', [{ name: 'A', exact: 'b' }]),
      entry(path, '3', '/'),
    ]);
    expect(placed.map(({ conditions }) => conditions.length)).toEqual([3, 2, 1]);
  });
  it('leaves answers alone that exclude each other', () => {
    const path: PlacePath = { kind: 'prefix', text: '/' };
    const placed = orderEntries([
      entry(path, 'same', '/', [{ name: 'A', exact: 'b' }]),
      entry(path, 'same', '/', [{ name: 'A', exact: 'c' }]),
    ]);
    expect(placed.map(({ conditions }) => conditions.length)).toEqual([2, 2]);
  });
  it('drops what an earlier answer on the same path hides', () => {
    const path: PlacePath = { kind: 'exact', text: '/a' };
    expect(orderEntries([entry(path, '1', '/a'), entry(path, '2', '/a')])).toHaveLength(1);
  });
});
