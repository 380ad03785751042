/** Reads nginx.conf back, by the rules of nginx's own reader and without a line of ours: a second opinion on the printer. */

export interface NginxDirective {
  readonly name: string;
  readonly args: readonly string[];
  /** Names of the blocks around it, outermost first. */
  readonly inside: readonly string[];
}

type Token = { readonly kind: 'word'; readonly text: string } | { readonly kind: ';' | '{' | '}' };

/** Throws when nginx would not read the text. */
export const readNginx = (text: string): readonly NginxDirective[] => {
  const directives: NginxDirective[] = [];
  const inside: string[] = [];
  let words: string[] = [];
  const end = (): string => {
    const [name, ...args] = words;
    if (name === undefined) throw new Error('a statement without a name');
    directives.push({ name, args, inside: [...inside] });
    words = [];
    return name;
  };
  for (const token of tokens(text)) {
    if (token.kind === 'word') words.push(token.text);
    else if (token.kind === ';') end();
    else if (token.kind === '{') inside.push(end());
    else {
      if (words.length > 0) throw new Error(`not ended: ${words.join(' ')}`);
      if (inside.pop() === undefined) throw new Error('one } too many');
    }
  }
  if (words.length > 0 || inside.length > 0) throw new Error(`the text ends inside ${[...inside, ...words].join(' ')}`);
  return directives;
};

function* tokens(text: string): Generator<Token> {
  let i = 0;
  while (i < text.length) {
    const c = text[i] ?? '';
    if (/\s/.test(c)) i += 1;
    else if (c === '#') i = lineEnd(text, i);
    else if (c === ';' || c === '{' || c === '}') {
      yield { kind: c };
      i += 1;
    } else {
      const [word, next] = c === '"' || c === "'" ? quoted(text, i, c) : bare(text, i);
      yield { kind: 'word', text: word };
      i = next;
    }
  }
}

const lineEnd = (text: string, from: number): number => {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end;
};

const quoted = (text: string, from: number, quote: string): readonly [string, number] => {
  let word = '';
  for (let i = from + 1; i < text.length; i += 1) {
    const c = text[i] ?? '';
    if (c === '\\') {
      const next = text[i + 1] ?? '';
      word += next === quote || next === '\\' ? next : c + next;
      i += 1;
    } else if (c === quote) {
      const after = text[i + 1] ?? ' ';
      if (!/[\s;{)]/.test(after)) throw new Error(`"${after}" right after a closing quote`);
      return [word, i + 1];
    } else word += c;
  }
  throw new Error('a quote is not closed');
};

const bare = (text: string, from: number): readonly [string, number] => {
  let word = '';
  for (let i = from; i < text.length; i += 1) {
    const c = text[i] ?? '';
    if (c === '\\') {
      word += c + (text[i + 1] ?? '');
      i += 1;
    } else if (c === '$' && text[i + 1] === '{') {
      const close = text.indexOf('}', i);
      if (close === -1) throw new Error('${ is not closed');
      word += text.slice(i, close + 1);
      i = close;
    } else if (/[\s;{]/.test(c)) return [word, i];
    else word += c;
  }
  return [word, text.length];
};
