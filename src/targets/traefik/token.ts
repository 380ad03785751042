/** The languages inside Traefik's YAML: rules, RE2 expressions and Go replacement texts. Nothing else makes such text. */
import type { Rule } from './rule.ts';

/** Text of one of the embedded languages; everything else in a manifest is a plain YAML scalar. */
export class TraefikText {
  readonly #text: string;
  private constructor(text: string) {
    this.#text = text;
  }
  static rule(rule: Rule): TraefikText {
    return new TraefikText(ruleText(rule, false));
  }
  /** `source` has passed `re2.ts`, or is made of escaped literals there. */
  static regex(source: string): TraefikText {
    return new TraefikText(source);
  }
  /** Literal texts and group numbers of Go's `Expand`. */
  static expand(parts: readonly (string | number)[]): TraefikText {
    return new TraefikText(parts.map((p) => (typeof p === 'number' ? `\${${p}}` : p.replaceAll('$', '$$$$'))).join(''));
  }
  /** Called by the printers only. */
  static read(text: TraefikText): string {
    return text.#text;
  }
  toString(): never {
    throw new Error('a Traefik token was used as text');
  }
}

const ruleText = (rule: Rule, nested: boolean): string => {
  switch (rule.kind) {
    case 'match':
      return `${rule.matcher}(${rule.args.map(goQuoted).join(', ')})`;
    case 'not':
      return `!${ruleText(rule.rule, true)}`;
    case 'and':
    case 'or': {
      const text = rule.rules.map((r) => ruleText(r, true)).join(rule.kind === 'and' ? ' && ' : ' || ');
      return nested ? `(${text})` : text;
    }
  }
};

/** A Go string literal. Rules are parsed as Go expressions, so this is the only way a value enters one. */
export const goQuoted = (text: string): string => {
  if (/^[\x20\x21\x23-\x5b\x5d-\x7e]*$/.test(text)) return `"${text}"`;
  let out = '"';
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    if (char === '"' || char === '\\') out += `\\${char}`;
    else if (code < 0x20 || code === 0x7f) out += `\\x${code.toString(16).padStart(2, '0')}`;
    else if ((code >= 0xd800 && code < 0xe000) || code === 0xfeff) out += code === 0xfeff ? '\\ufeff' : '\\ufffd';
    else out += char;
  }
  return `${out}"`;
};

/** True when a text holds a character that never enters an output: C0 controls, DEL, line and paragraph separators, half surrogates. */
export const unprintable = (text: string): boolean =>
  /[\u0000-\u001f\u007f\u0085\u2028\u2029]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(
    text,
  );
