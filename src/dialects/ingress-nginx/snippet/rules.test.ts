import { describe, expect, it } from 'vitest';
import { createReport, seenFrom } from '../../../diagnostics/report.ts';
import type { Rules } from '../../../model/features/rule-features.ts';
import { type Origin, traced } from '../../../source/traced.ts';
import { mergeSnippet } from './merge.ts';

const at: Origin = { kind: 'default', dialect: 'test', key: 'snippet' };
const merge = (text: string) => {
  const report = createReport();
  const { features } = mergeSnippet({}, traced(text, at), 'snippet', seenFrom(report, undefined));
  return { features, codes: report.diagnostics().map(({ code }) => code) };
};

/** Conditions and actions in few words. */
const brief = (rules: Rules | undefined) =>
  rules?.steps.map(({ when, action: { value } }) => [
    when
      .map(({ subject, test, negated }) => {
        const name = 'name' in subject ? `${subject.kind} ${subject.name}` : subject.kind;
        const what =
          test.kind === 'equals' ? `= ${test.text}` : test.kind === 'matches' ? `~ ${test.pattern.source}` : 'filled';
        return `${negated ? 'not ' : ''}${name} ${what}`;
      })
      .join(', '),
    value.kind === 'rewrite' ? `rewrite ${value.next}` : 'status' in value ? value.status : value.kind,
  ]);

describe('conditions', () => {
  it.each([
    ['if ($request_method = POST) { return 405; }', 'method = POST'],
    ['if ($request_method != GET) { return 405; }', 'not method = GET'],
    ['if ($http_user_agent ~* (bot|crawl)) { return 405; }', 'header user-agent ~ (bot|crawl)'],
    ['if ($http_x !~ "a b") { return 405; }', 'not header x ~ a b'],
    ['if ( $arg_debug ) { return 405; }', 'argument debug filled'],
    ['if ($cookie_a = "") { return 405; }', 'cookie a = '],
    ['if ($uri ~ "^/a/(.*)$") { return 405; }', 'path ~ ^/a/(.*)$'],
  ])('%s', (text, condition) => {
    expect(brief(merge(text).features.rules)).toEqual([[condition, 405]]);
  });

  it('join where variables carry them on', () => {
    const { features } = merge(`
      set $check "";
      if ($request_method = POST) { set $check P; }
      if ($http_origin ~ evil) { set $check "\${check}O"; }
      if ($check = PO) { return 403; }
      if ($check = P) { return 405; }
    `);
    expect(brief(features.rules)).toEqual([
      ['method = POST, header origin ~ evil', 403],
      ['method = POST, not header origin ~ evil', 405],
    ]);
  });

  it('are any of several where a flag is set more than once', () => {
    const { features } = merge(`
      set $out 0;
      if ($host = a.test) { set $out 1; }
      if ($uri = /health) { set $out 0; }
      if ($out) { return 301 https://b.test$request_uri; }
    `);
    expect(brief(features.rules)).toEqual([['host = a.test, not path = /health', 301]]);
  });

  it('that never hold are told', () => {
    expect(merge('set $a 1;\nif ($a = 2) { return 403; }')).toMatchObject({ codes: ['D372'] });
  });

  it('on what the compiler cannot follow leave the text raw', () => {
    const { features } = merge(
      'set $a $1;\nset $args x;\nif ($args = y) { return 302 /y; }\nif (!$http_a) { return 403; }',
    );
    expect(features.rawText?.texts.map(({ line }) => line)).toEqual([1, 2, 3, 4]);
    expect(features.rawText?.guards).toBe(true);
  });
});

it('conditions that were remembered before the path changed are not taken for what holds now', () => {
  const flag = 'set $f 0;\nif ($uri ~ ^/a) { set $f 1; }';
  expect(merge(`${flag}\nrewrite ^/a /b;\nif ($f) { return 403; }`).features.rawText?.texts).toHaveLength(1);
  expect(merge(`${flag}\nrewrite ^/x /b redirect;\nif ($f) { return 403; }`).features.rawText).toBeUndefined();
});

describe('answers', () => {
  it('end what stands below', () => {
    const { features, codes } = merge('if ($http_a) { return 204; }\nreturn 404;\nrewrite ^ /x last;\nreturn 403;');
    expect(brief(features.rules)).toEqual([
      ['header a filled', 204],
      ['', 404],
    ]);
    expect(codes).toEqual(['D372', 'D372']);
  });

  it('put values of the snippet in', () => {
    const { features } = merge('set $to "https://$host";\nreturn 301 $to$request_uri;');
    expect(features.redirect?.to.value).toEqual([
      { kind: 'text', text: 'https://' },
      { kind: 'request', value: { kind: 'host' } },
      { kind: 'request', value: { kind: 'requestUri' } },
    ]);
  });
});

it.each([
  ['rewrite ^/a(.*)$ /b$1 break;', 'rewrite stop', 'kept'],
  ['rewrite ^/a(.*)$ /b$1? last;', 'rewrite again', 'dropped'],
  ['rewrite ^/a /b;', 'rewrite go-on', 'kept'],
  ['rewrite ^/a /b permanent;', 'rewrite 301', 'kept'],
  ['rewrite ^/a https://x.test/ last;', 'rewrite 302', 'kept'],
])('%s', (text, what, query) => {
  const { rules } = merge(text).features;
  expect(brief(rules)).toEqual([['', what]]);
  expect(rules?.steps[0]?.action.value).toMatchObject({ query });
});
