import { describe, expect, it } from 'vitest';
import { recordingSink } from '../../../diagnostics/report.ts';
import { type Origin, traced } from '../../../source/traced.ts';
import type { LocationFeatures } from '../settings.ts';
import { inheritFrom, readServerSnippet } from './server.ts';

const at: Origin = { kind: 'default', dialect: 'test', key: 'snippet' };
const host = (text: string) => readServerSnippet(traced(text, at), 'server-snippet', recordingSink([])).features;
const own: LocationFeatures = {
  responseHeaders: { changes: [{ name: 'X-Own', how: 'add', value: traced([], at), always: true }] },
};
const names = (features: LocationFeatures) => features.responseHeaders?.changes.map((change) => change.name);

describe('a location below a server-snippet', () => {
  const headers = host('add_header X-Added a always;\nmore_set_headers "X-Set: s";');

  it('gets every header when it adds none', () => {
    expect(names(inheritFrom(headers, {}, false))).toEqual(['X-Added', 'X-Set']);
  });

  it('loses added ones to its own, and to those of external authentication', () => {
    expect(names(inheritFrom(headers, own, false))).toEqual(['X-Set', 'X-Own']);
    expect(names(inheritFrom(headers, {}, true))).toEqual(['X-Set']);
  });

  it('keeps its own address list', () => {
    const denied = host('deny 192.0.2.1;');
    const list = { accessList: { deny: traced([], at) } };
    expect(inheritFrom(denied, {}, false).accessList?.deny?.value).toHaveLength(1);
    expect(inheritFrom(denied, list, false).accessList).toBe(list.accessList);
  });

  it('is the same object for the same two', () => {
    expect(inheritFrom(headers, own, false)).toBe(inheritFrom(headers, own, false));
    expect(inheritFrom(undefined, own, false)).toBe(own);
  });
});
