import { describe, expect, it } from 'vitest';
import { and, match, not, or } from './rule.ts';
import { goQuoted, TraefikText, unprintable } from './token.ts';

describe('rules', () => {
  it('are printed on one line with parentheses where they are needed', () => {
    const rule = and(
      match('Host', 'a.test'),
      or([match('Path', '/x'), match('PathPrefix', '/x/')]),
      not(match('ClientIP', '10.0.0.0/8')),
    );
    expect(TraefikText.read(TraefikText.rule(rule))).toBe(
      'Host("a.test") && (Path("/x") || PathPrefix("/x/")) && !ClientIP("10.0.0.0/8")',
    );
  });
  it('cannot be left by a value', () => {
    expect(goQuoted('a") || Host("b')).toBe('"a\\") || Host(\\"b"');
    expect(goQuoted('\\d`\n\ufeff')).toBe('"\\\\d`\\x0a\\ufeff"');
    expect(goQuoted('\ud800')).toBe('"\\ufffd"');
  });
});

describe('replacement texts', () => {
  it('double a dollar and brace group numbers', () => {
    expect(TraefikText.read(TraefikText.expand(['/a$1b', 1, '2']))).toBe('/a$$1b${1}2');
  });
  it('are never used as text by accident', () => {
    expect(() => `${TraefikText.expand(['x'])}`).toThrow();
  });
});

describe('unprintable', () => {
  it('finds line breaks, controls and half surrogates', () => {
    for (const text of ['a\nb', 'a\u0000', '\u007f', '\u2028', '\ud800x']) expect(unprintable(text)).toBe(true);
    for (const text of ['/ä b', '😀', 'a\\n']) expect(unprintable(text)).toBe(false);
  });
});
