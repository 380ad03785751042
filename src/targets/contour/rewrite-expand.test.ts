import { describe, expect, it } from 'vitest';
import type { Template } from '../../model/values/template.ts';
import { expand, fill, opening } from './rewrite-expand.ts';

const group = (n: number): Template[number] => ({ kind: 'capture', group: n });
const text = (t: string): Template[number] => ({ kind: 'text', text: t });

const ways = (source: string, target: Template) =>
  expand(source)?.map((way) => {
    const { start, tail } = opening(way);
    return [start, tail ?? (way.ended ? 'end' : 'open'), fill(target, way)];
  });

describe('expand', () => {
  it('reads the usual strip of a path element', () => {
    expect(ways('^/x(/|$)(.*)', [text('/'), group(2)])).toEqual([
      ['/x/', 'any', { text: '/', keeps: true }],
      ['/x', 'end', { text: '/', keeps: false }],
    ]);
  });
  it('tries optional parts before going without', () => {
    expect(ways('^/x/?(.*)', [text('/'), group(1)])).toEqual([
      ['/x/', 'any', { text: '/', keeps: true }],
      ['/x', 'any', { text: '/', keeps: true }],
    ]);
  });
  it('lists alternatives with what their groups took', () => {
    expect(ways('^/(api|web)/(.*)', [text('/'), group(1), text('/v1/'), group(2)])).toEqual([
      ['/api/', 'any', { text: '/api/v1/', keeps: true }],
      ['/web/', 'any', { text: '/web/v1/', keeps: true }],
    ]);
  });
  it('drops an alternative that an earlier one takes first', () => {
    expect(ways('^/(a|ab)(.*)', [text('/'), group(2)])?.map(([start]) => start)).toEqual(['/a']);
  });
  it('knows that a path without an end goes on', () => {
    expect(ways('^/x', [text('/')])).toEqual([['/x', 'open', { text: '/', keeps: false }]]);
  });
  it.each(['^/x[0-9]', '^/x+', '^/(?!y)', '^/.*/x', '^/x{2}', '/x', '^/(a', '^/\\d'])('gives up on %s', (source) =>
    expect(expand(source)).toBeUndefined(),
  );
  it('refuses a target that swaps the open text', () => {
    const [way] = expand('^/(a|b)/(.*)') ?? [];
    expect(way === undefined ? 'no way' : fill([text('/'), group(2), text('/'), group(1)], way)).toBeUndefined();
  });
});
