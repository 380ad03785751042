/** Text that may stand in an nginx configuration. One constructor per lexical context; only this file writes a quote character. */
import type { Cidr } from '../../model/values/cidr.ts';
import { cidrText } from '../../model/values/cidr.ts';
import type { Pattern } from '../../model/values/pattern.ts';
import { plain, type Text } from './text.ts';

/** nginx has no escape for a dollar sign: this variable holds one. */
export const dollarVariable = 'ic_dollar';

export class NginxToken {
  readonly #text: string;
  private constructor(text: string) {
    this.#text = text;
  }

  /** A value in which nginx expands variables: header values, `return`, `set`, `proxy_pass`. */
  static value(value: Text): NginxToken {
    const only = value[0];
    if (value.length === 1 && only?.kind === 'variable') return NginxToken.variable(only.name);
    let out = '';
    let bare = value.length > 0;
    for (let i = 0; i < value.length; i++) {
      const part = value[i];
      if (part === undefined) continue;
      if (part.kind === 'variable') {
        assertName(part.name);
        bare = false;
        // A capture is one digit and takes no braces.
        out += oneDigit.test(part.name) ? `$${part.name}` : `\${${part.name}}`;
      } else if (bareWord.test(part.text)) out += part.text;
      else {
        bare = false;
        out += quotedPart(part.text).replaceAll('$', `\${${dollarVariable}}`);
      }
    }
    return new NginxToken(bare ? out : `"${out}"`);
  }

  static text(value: string): NginxToken {
    return bareWord.test(value) ? new NginxToken(value) : NginxToken.value(plain(value));
  }

  static variable(name: string): NginxToken {
    assertName(name);
    return new NginxToken(`$${name}`);
  }

  /** A value in which nginx expands nothing: paths of locations, names of servers, files read at start. */
  static literal(value: string): NginxToken {
    return new NginxToken(bareWord.test(value) ? value : `"${quotedPart(value)}"`);
  }

  /** Like `literal`, always in quotes: paths read better that way. */
  static path(value: string): NginxToken {
    return new NginxToken(`"${quotedPart(value)}"`);
  }

  /** A regular expression after an operator of its own (`~`, `~*`) or in `rewrite`. The caller has checked its syntax. */
  static regex(source: string): NginxToken {
    return new NginxToken(`"${quotedPart(source)}"`);
  }

  /** A key of a map or a server name that is a pattern: the operator is part of the token. */
  static patternKey(pattern: Pattern): NginxToken {
    return new NginxToken(`"~${pattern.ignoreCase ? '*' : ''}${quotedPart(pattern.source)}"`);
  }

  /** A key of a map compared as text (without regard to letter case). */
  static textKey(value: string): NginxToken {
    const special = /^(default|hostnames|volatile|include)$/.test(value) || /^[~\\]/.test(value);
    if (special) return new NginxToken(`"${quotedPart(`\\${value}`)}"`);
    return bareWord.test(value) ? new NginxToken(value) : new NginxToken(`"${quotedPart(value)}"`);
  }

  /** `if=$variable`, with a name of our own. */
  static onlyIf(name: string): NginxToken {
    return new NginxToken(`if=${NginxToken.variable(name).#text}`);
  }

  static integer(n: number): NginxToken {
    return new NginxToken(String(whole(n)));
  }

  /** `key=value` arguments of our own vocabulary, e.g. `max_fails=0`. */
  static option(name: OptionName, value: string | number): NginxToken {
    const text = String(value);
    return new NginxToken(bareWord.test(text) ? `${name}=${text}` : `"${name}=${quotedPart(text)}"`);
  }

  static bytes(n: number): NginxToken {
    if (n > 0 && n % 1024 ** 2 === 0) return new NginxToken(`${n / 1024 ** 2}m`);
    if (n > 0 && n % 1024 === 0) return new NginxToken(`${n / 1024}k`);
    return NginxToken.integer(n);
  }

  static milliseconds(n: number): NginxToken {
    return whole(n) % 1000 === 0 ? new NginxToken(`${whole(n) / 1000}s`) : new NginxToken(`${Math.max(1, whole(n))}ms`);
  }

  static cidr(c: Cidr): NginxToken {
    return new NginxToken(cidrText(c));
  }

  /** A comment of our own words. Characters that could end it are left out. */
  static comment(words: string): NginxToken {
    return new NginxToken(`# ${words.replace(/[^\x20-\x7e]/g, '?')}`);
  }

  /** Words of nginx itself, never of an input. */
  static word(word: Word): NginxToken {
    const known = wordTokens.get(word);
    if (known !== undefined) return known;
    const made = new NginxToken(word);
    wordTokens.set(word, made);
    return made;
  }

  static read(token: NginxToken): string {
    return token.#text;
  }

  toString(): never {
    throw new Error('a token was used as text');
  }
}

export type OptionName =
  | 'escape'
  | 'max_fails'
  | 'zone'
  | 'burst'
  | 'rate'
  | 'levels'
  | 'keys_zone'
  | 'max_size'
  | 'inactive'
  | 'use_temp_path'
  | 'route'
  | 'expires'
  | 'domain'
  | 'path'
  | 'samesite';

export type Word = (typeof words)[number];
const words = [
  'on',
  'off',
  '=',
  '!=',
  '~',
  '~*',
  '!~',
  '!~*',
  'always',
  'break',
  'last',
  'permanent',
  'redirect',
  'default',
  'ssl',
  'http2',
  'quic',
  'reuseport',
  'proxy_protocol',
  'default_server',
  'nodelay',
  'consistent',
  'random',
  'two',
  'least_conn',
  'resolve',
  'any',
  'all',
  'stderr',
  'notice',
  'auto',
  'error',
  'timeout',
  'invalid_header',
  'http_500',
  'http_502',
  'http_503',
  'http_504',
  'http_403',
  'http_404',
  'http_429',
  'non_idempotent',
  'TLSv1',
  'TLSv1.1',
  'TLSv1.2',
  'TLSv1.3',
  'SSLv2',
  'SSLv3',
  'optional',
  'optional_no_ca',
  '*',
  'unix:',
  '_',
  'udp',
  'none',
  'combined',
  '1.0',
  '1.1',
  'GET',
  '/',
  'internal',
  'escape=default',
  'secure',
  'httponly',
  'samesite=strict',
  'samesite=lax',
  'samesite=none',
  'weak',
  'cookie',
  'httponly',
  'backup',
  'secure',
] as const;

const wordTokens = new Map<Word, NginxToken>();

const bareWord = /^[A-Za-z0-9_./:@%+=,*-]+$/;
/** Within what nginx counts with; beyond it nothing differs any more. */
const whole = (n: number): number => (Number.isNaN(n) ? 0 : Math.min(Math.max(Math.round(n), 0), 1000 * 2 ** 40));
/** A line break is written as nginx's escape for it: the word stays on its line. */
const quotedPart = (text: string): string => text.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n');
const oneDigit = /^[1-9]$/;
const variableName = /^\w+$/;
const assertName = (name: string): void => {
  if (!variableName.test(name)) throw new Error('not the name of a variable');
};
