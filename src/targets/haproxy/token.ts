/** The words of a HAProxy configuration, one constructor per lexical context. The only file that writes a quote character. */
import { type Cidr, cidrText } from '../../model/values/cidr.ts';
import type { Duration } from '../../model/values/duration.ts';

/** A text known when the compiler was built: a variable of type `string` is not accepted. */
export type Fixed<T extends string> = string extends T ? never : T;

const control = /[\u0000-\u001f\u007f]/;

/** True when the text has a place in a configuration at all: no form of quoting carries a line break or another control character. */
export const printable = (text: string): boolean => !control.test(text);

const checked = (text: string): string => {
  if (control.test(text)) throw new Error('a control character reached a token');
  return text;
};

const quoted = (text: string): string => {
  if (text === '') throw new Error('an empty word ends the argument list');
  return `'${checked(text).replaceAll("'", "'\\''")}'`;
};

const bare = (text: string): string => (/^[A-Za-z0-9_.:/@*-]+$/.test(text) && !/^-/.test(text) ? text : quoted(text));

/** A sample expression: a fetch with converters, before quoting. */
export class Expression {
  readonly #text: string;
  private constructor(text: string) {
    this.#text = text;
  }
  static fetch<T extends string>(text: Fixed<T>): Expression {
    return new Expression(text);
  }
  /** A fetch with one argument made of input: `req.fhdr("x-a")`. */
  static of<T extends string>(fetch: Fixed<T>, argument: string): Expression {
    return new Expression(`${fetch}(${argumentText(argument)})`);
  }
  /** What the client sent in a header that the proxy writes itself. */
  static seen(header: string): Expression {
    if (!/^[a-z-]+$/.test(header)) throw new Error('not a header of our own');
    return new Expression(`var(txn.seen_${header.replaceAll('-', '_')})`);
  }
  /** A fetch of the n-th value of a header; negative numbers count from the last. */
  static nth<T extends string>(fetch: Fixed<T>, argument: string, n: number): Expression {
    return new Expression(`${fetch}(${argumentText(argument)},${Math.trunc(n)})`);
  }
  to<T extends string>(converter: Fixed<T>, ...args: readonly string[]): Expression {
    return new Expression(
      `${this.#text},${converter}${args.length === 0 ? '' : `(${args.map(argumentText).join(',')})`}`,
    );
  }
  /** Base64 text in lines of 64, as PEM wants it. */
  wrapped(): Expression {
    return new Expression(`${this.#text},regsub("(.{64})(?=.)","\\\\1\\n",g)`);
  }
  static read(e: Expression): string {
    return e.#text;
  }
  toString(): never {
    throw new Error('an expression was used as text');
  }
}

const argumentText = (text: string): string => `"${checked(text).replace(/["\\]/g, '\\$&')}"`;

/** Part of a log-format text: literal, or computed per request. */
export type FormatPart = string | Expression;

export class HaproxyToken {
  readonly #text: string;
  private constructor(text: string) {
    this.#text = text;
  }
  /** Words of the language itself, written by us; may be several. */
  static fixed<T extends string>(text: Fixed<T>): HaproxyToken {
    const known = fixedTokens.get(text);
    if (known !== undefined) return known;
    const token = new HaproxyToken(text);
    fixedTokens.set(text, token);
    return token;
  }
  /** Any text as one word. Throws on an empty one and on control characters: test with `printable` first. */
  static word(text: string): HaproxyToken {
    return new HaproxyToken(bare(text));
  }
  /** A log-format text: literal parts keep their percent signs, expressions are evaluated per request. */
  static format(parts: readonly FormatPart[]): HaproxyToken {
    const text = parts
      .map((p) => (typeof p === 'string' ? p.replaceAll('%', '%%') : `%[${Expression.read(p)}]`))
      .join('');
    return new HaproxyToken(bare(text));
  }
  /** Replacement of a regex rule: literal parts, groups of the match, and values that can hold no backslash. */
  static replacement(parts: readonly (string | Expression | { readonly group: number })[]): HaproxyToken {
    const text = parts
      .map((p) => {
        if (p instanceof Expression) return `%[${Expression.read(p)}]`;
        return typeof p === 'string' ? p.replaceAll('\\', '\\\\').replaceAll('%', '%%') : `\\${p.group}`;
      })
      .join('');
    return new HaproxyToken(bare(text));
  }
  /** A sample expression as one word. */
  static sample(e: Expression): HaproxyToken {
    return new HaproxyToken(bareSample(Expression.read(e)));
  }
  /** An anonymous condition on an expression and a fixed test: `{ var(txn.a) -m found }`. */
  static test<T extends string>(e: Expression, test: Fixed<T>): HaproxyToken {
    return new HaproxyToken(`{ ${bareSample(Expression.read(e))} ${test} }`);
  }
  /** Name of a proxy, server, ACL or list; generated, never taken over as it is. */
  static name(text: string): HaproxyToken {
    if (!/^[A-Za-z0-9_.:-]+$/.test(text)) throw new Error('not a name of HAProxy');
    return new HaproxyToken(text);
  }
  static headerName(text: string): HaproxyToken {
    if (!isHeaderName(text)) throw new Error('not a header name');
    return new HaproxyToken(bare(text));
  }
  static number(n: number): HaproxyToken {
    if (!Number.isSafeInteger(n)) throw new Error('not a whole number');
    return new HaproxyToken(String(n));
  }
  static time(d: Duration): HaproxyToken {
    const ms = Math.max(1, Math.round(d.ms));
    return new HaproxyToken(ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`);
  }
  static range(c: Cidr): HaproxyToken {
    return new HaproxyToken(cidrText(c));
  }
  static address(ip: string, port: number): HaproxyToken {
    if (!/^[0-9A-Za-z.:_*-]*$/.test(ip)) throw new Error('not an address');
    return new HaproxyToken(`${ip.includes(':') ? `[${ip}]` : ip}:${port}`);
  }
  /** A checked list of TLS suites; unquoted, because certificate lists know no quotes. */
  static suites(text: string): HaproxyToken {
    if (!/^[A-Za-z0-9:+!_-]+$/.test(text)) throw new Error('not a list of suites');
    return new HaproxyToken(text);
  }
  /** A file of the output, or one the user supplies. */
  static file(path: string): HaproxyToken {
    return new HaproxyToken(bare(path));
  }
  /** Several tokens without a blank between them. */
  static joined(...tokens: readonly HaproxyToken[]): HaproxyToken {
    return new HaproxyToken(tokens.map((t) => HaproxyToken.read(t)).join(''));
  }
  static read(t: HaproxyToken): string {
    return t.#text;
  }
  toString(): never {
    throw new Error('a token was used as text');
  }
}

/** Words of the language occur by the thousand; each is made once. */
const fixedTokens = new Map<string, HaproxyToken>();

const bareSample = (text: string): string => (/^[A-Za-z0-9_.,()-]+$/.test(text) ? text : quoted(text));

export const isHeaderName = (text: string): boolean => /^[!#$%&'*+.^_|~0-9A-Za-z-]+$/.test(text);

/** Texts for map files and certificate lists, which know no quoting at all: undefined where the text has no form. */
export const mapKey = (text: string): string | undefined =>
  /^[^\s#\u0000-\u001f\u007f][^\s\u0000-\u001f\u007f]*$/u.test(text) ? text : undefined;
export const mapValue = (text: string): string | undefined =>
  printable(text) && text.trim() === text && text !== '' ? text : undefined;
/** A regex as the key of a map: blanks have to be escaped. */
export const mapPattern = (source: string): string => checked(source.replaceAll(' ', '\\x20'));
