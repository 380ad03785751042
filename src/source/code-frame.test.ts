import { describe, expect, test } from 'vitest';
import { type CodeFrameOptions, codeFrame } from './code-frame.ts';
import { positionAt } from './lines.ts';

const frame = (text: string, start: number, end: number, options?: CodeFrameOptions): string => {
  const file = { name: 'in.yaml', text };
  const from = positionAt(file, start);
  const to = positionAt(file, end);
  return codeFrame({ file, ...from, endLine: to.line, endColumn: to.column, start, end }, options);
};

const at = (text: string, part: string, options?: CodeFrameOptions): string => {
  const start = text.indexOf(part);
  return frame(text, start, start + part.length, options);
};

describe('a code frame', () => {
  test('shows the line, its neighbours and carets below the place', () => {
    expect(at('a: 1\nb: 2\nc: three\nd: 4\ne: 5\n', 'three')).toBe(
      ['  1 | a: 1', '  2 | b: 2', '> 3 | c: three', '    |    ^^^^^', '  4 | d: 4'].join('\n'),
    );
  });

  test('at the first and the last line', () => {
    expect(at('a: 1', 'a')).toBe('> 1 | a: 1\n    | ^');
    expect(at('a: 1\nb: 2\n', 'b', { before: 0 })).toBe('> 2 | b: 2\n    | ^');
  });

  test('aligns the numbers', () => {
    const text = Array.from({ length: 12 }, (_, i) => `k${i + 1}: x`).join('\n');
    expect(at(text, 'k10', { before: 1 })).toBe(
      ['   9 | k9: x', '> 10 | k10: x', '     | ^^^', '  11 | k11: x'].join('\n'),
    );
  });

  test('ends the carets with the line', () => {
    expect(at('a: |\n  x\n  y\n', '|\n  x\n  y', { after: 0 })).toBe('> 1 | a: |\n    |    ^');
  });

  test('marks an empty place with one caret', () => {
    expect(frame('a:\n', 2, 2)).toBe('> 1 | a:\n    |   ^');
  });

  test('counts tabs as the blanks it prints', () => {
    expect(at('\t\ta: x', 'x')).toBe('> 1 |     a: x\n    |        ^');
  });

  test('shows what a terminal would act upon', () => {
    expect(at('a: \u001b[2J\u202ex\u0007y', 'y')).toBe('> 1 | a: ␛[2J<202e>x␇y\n    |                ^');
  });

  test('cuts long lines around the place', () => {
    const shown = at(`a: ${'x'.repeat(5000)}HERE${'y'.repeat(5000)}`, 'HERE', { width: 40 });
    const [line = '', carets = ''] = shown.split('\n');
    expect(line.length).toBeLessThan(60);
    expect(line.slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1)).toBe('HERE');
    expect(line).toMatch(/^> 1 \| …x+HEREy+…$/);
  });

  test('takes no time for a line of megabytes', () => {
    const before = performance.now();
    at(`a: ${'\u0001'.repeat(5_000_000)}HERE`, 'HERE');
    expect(performance.now() - before).toBeLessThan(2000);
  });
});
