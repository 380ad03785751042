/** What an output says with its values taken away: statement names and numbers of arguments. */
import { parseAllDocuments } from 'yaml';
import type { OutputFile } from '../../src/targets/target.ts';
import { readHaproxy } from './haproxy-lexer.ts';
import { readNginx } from './nginx-lexer.ts';

/** Blocks whose entries begin with data. */
const tables = new Set(['map', 'geo', 'split_clients', 'types']);

/** `location/3` for a directive of three arguments. Entries of tables count by their block. */
export const nginxSkeleton = (text: string): ReadonlySet<string> =>
  new Set(
    readNginx(text).map(({ name, args, inside }) => {
      const block = inside.at(-1) ?? '';
      return tables.has(block) ? `${block}:entry/${args.length}` : `${name}/${args.length}`;
    }),
  );

/** The first word of a line and, where it takes an action, the second. */
export const haproxySkeleton = (text: string): ReadonlySet<string> =>
  new Set(
    readHaproxy(text).map(({ words }) => {
      const [first = '', second = ''] = words;
      const rule = [
        'http-request',
        'http-response',
        'http-after-response',
        'tcp-request',
        'tcp-response',
        'option',
        'stick',
        'timeout',
        'balance',
        'hash-type',
      ];
      return rule.includes(first) ? `${first} ${second.replace(/\(.*$/s, '')}` : first;
    }),
  );

/** Fields whose own fields are data: names of headers. */
const records = new Set(['customRequestHeaders', 'customResponseHeaders', 'data', 'stringData']);

/** Names of all fields. Throws when the text is not YAML. */
export const yamlSkeleton = (text: string): ReadonlySet<string> => {
  const names = new Set<string>();
  const walk = (node: unknown): void => {
    if (Array.isArray(node)) for (const item of node) walk(item);
    else if (typeof node === 'object' && node !== null) {
      for (const [key, value] of Object.entries(node)) {
        names.add(key);
        if (!records.has(key)) walk(value);
      }
    }
  };
  for (const document of parseAllDocuments(text)) {
    if (document.errors.length > 0) throw document.errors[0];
    walk(document.toJS());
  }
  return names;
};

/** The skeleton of whichever grammar the file has; other files (maps, certificates, Lua) have none. */
export const skeleton = ({ name, text }: OutputFile): ReadonlySet<string> => {
  if (name === 'nginx.conf') return nginxSkeleton(text);
  if (name === 'haproxy.cfg') return haproxySkeleton(text);
  return /\.ya?ml$/.test(name) ? yamlSkeleton(text) : new Set();
};

/** `Host(`a`) && !Path(`b`)`: whether a Traefik rule is nothing but matchers with quoted arguments. */
export const isTraefikRule = (rule: string): boolean => {
  const text = '(?:`[^`]*`|"(?:[^"\\\\]|\\\\.)*")';
  const matcher = `[A-Z][A-Za-z]*\\(${text}(?:\\s*,\\s*${text})*\\)`;
  return new RegExp(`^(?:\\s+|&&|\\|\\||!|\\(|\\)|${matcher})*$`).test(rule);
};
