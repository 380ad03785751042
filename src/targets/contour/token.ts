/** Texts with a grammar of their own: header values (Envoy's format strings) and regular expressions (RE2). */
import type { RequestValue, Template } from '../../model/values/template.ts';

const control = /[\u0000-\u001f\u007f]/;

/** Words between percent signs that Contour hands to Envoy as they are; every other percent sign it doubles itself. */
const known =
  /%(?:(?:DOWNSTREAM|UPSTREAM|RESPONSE|TLS|CONTOUR)_[A-Z0-9_]+|HOSTNAME|PROTOCOL|REQ\(:?[\w-]+(?:\?:?[\w-]+)?\)(?::\d+)?)%/;

/** Value of a header that Contour sets. Never empty: Contour cannot express an empty one. */
export class HeaderValue {
  readonly #text: string;
  private constructor(text: string) {
    this.#text = text;
  }
  /** Undefined when the text is empty, holds control characters, or reads like one of Envoy's variables. */
  static literal(text: string): HeaderValue | undefined {
    return text === '' || control.test(text) || known.test(text) ? undefined : new HeaderValue(text);
  }
  /** Undefined when a hole has no variable in Envoy, or the text around it would become one. */
  static template(template: Template): HeaderValue | undefined {
    let text = '';
    let bare = '';
    for (const part of template) {
      const piece = part.kind === 'request' ? variableOf(part.value) : part.kind === 'text' ? part.text : undefined;
      if (piece === undefined || (part.kind === 'text' && control.test(piece))) return undefined;
      text += piece;
      bare += part.kind === 'text' ? piece : '\u0000';
    }
    return text === '' || known.test(bare) || /%\u0000|\u0000%/.test(bare) ? undefined : new HeaderValue(text);
  }
  static clientAddress = new HeaderValue('%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%');
  static hostHeader = new HeaderValue('%REQ(:AUTHORITY)%');
  static scheme = new HeaderValue('%REQ(X-FORWARDED-PROTO)%');
  static origin = new HeaderValue('%REQ(ORIGIN)%');
  static requestUri = new HeaderValue('%REQ(:PATH)%');
  static peerSubject = new HeaderValue('%DOWNSTREAM_PEER_SUBJECT%');
  static peerIssuer = new HeaderValue('%DOWNSTREAM_PEER_ISSUER%');
  static peerCertificate = new HeaderValue('%DOWNSTREAM_PEER_CERT%');
  static number(n: number): HeaderValue {
    return new HeaderValue(String(n));
  }
  /** For `print.ts`. */
  static read(value: HeaderValue): string {
    return value.#text;
  }
  toString(): never {
    throw new Error('a header value was used as text');
  }
}

const variableOf = (value: RequestValue): string | undefined => {
  switch (value.kind) {
    case 'host':
    case 'hostHeader':
      return '%REQ(:AUTHORITY)%';
    case 'scheme':
    case 'effectiveScheme':
      return '%REQ(X-FORWARDED-PROTO)%';
    case 'requestUri':
      return '%REQ(:PATH)%';
    case 'method':
      return '%REQ(:METHOD)%';
    case 'remoteAddress':
      return '%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%';
    case 'requestId':
      return '%REQ(X-REQUEST-ID)%';
    case 'tlsSubject':
      return '%DOWNSTREAM_PEER_SUBJECT%';
    case 'header':
      return /^[\w-]+$/.test(value.name) ? `%REQ(${value.name.toUpperCase()})%` : undefined;
    case 'escapedRequestUri':
    case 'port':
    case 'path':
    case 'query':
    case 'isArgs':
    case 'cookie':
    case 'argument':
    case 'foreign':
      return undefined;
    default:
      return value satisfies never;
  }
};

/** A regular expression that RE2 and Go understand; always matched against the whole text. */
export class Re2 {
  readonly #text: string;
  private constructor(text: string) {
    this.#text = text;
  }
  /** For `regex.ts`, which has read the expression element by element. */
  static checked(text: string): Re2 {
    if (control.test(text)) throw new Error('a regular expression with control characters');
    return new Re2(text);
  }
  static quote(literal: string): string {
    return literal.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&');
  }
  /** The same expression, longer by so many empty groups: Contour tries longer texts first. */
  padded(groups: number): Re2 {
    return groups === 0 ? this : new Re2(`${this.#text}${'()'.repeat(groups)}`);
  }
  static read(re: Re2): string {
    return re.#text;
  }
  toString(): never {
    throw new Error('a regular expression was used as text');
  }
}

/** True for text that may stand in a manifest as it is: no control characters, nothing that a reader could mistake for one. */
export const isPlain = (text: string): boolean => !control.test(text);
