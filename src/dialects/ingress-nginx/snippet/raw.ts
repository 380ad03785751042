/** Snippet text that no feature stands for, and whether it keeps somebody out. */
import type { Sink } from '../../../diagnostics/report.ts';
import type { RawText } from '../../../model/features/route-features.ts';
import type { Origins, Traced } from '../../../source/traced.ts';
import { parseSnippet, type SnippetDirective } from './lexer.ts';

const guarding = new Set([
  'allow',
  'deny',
  'satisfy',
  'auth_basic',
  'auth_basic_user_file',
  'auth_digest',
  'auth_digest_user_file',
  'auth_request',
  'auth_jwt',
  'ssl_verify_client',
  'ssl_client_certificate',
  'ssl_reject_handshake',
  'ssl_crl',
  'limit_except',
  'internal',
  'secure_link',
  'valid_referers',
  'modsecurity',
  'modsecurity_rules',
  'access_by_lua',
  'access_by_lua_block',
  'access_by_lua_file',
  'rewrite_by_lua_block',
  'content_by_lua_block',
  'return',
]);

/** A block guards when something in it does, but a redirect or an answer of a condition or location of its own does not close the rest. */
export const guards = (directive: SnippetDirective, depth = 0): boolean => {
  const { name, args, block } = directive;
  if (name === 'return') return depth === 0 || /^4[0-9]{2}$/.test(args[0]?.text ?? '');
  if (guarding.has(name)) return args[0]?.text !== 'off';
  return (block ?? []).some((inner) => guards(inner, depth + 1));
};

export const rawText = (directives: readonly SnippetDirective[], from: Origins): RawText | undefined =>
  directives.length === 0
    ? undefined
    : {
        texts: directives.map(({ source, line }) => ({ text: { value: source, from }, line })),
        guards: directives.some((directive) => guards(directive)),
      };

/** All of a snippet as raw text; what nginx cannot load is reported and counts as guarding. */
export const rawSnippet = (text: Traced<string>, key: string, report: Sink): RawText | undefined => {
  const { directives, broken } = parseSnippet(text.value);
  if (broken === undefined) return rawText(directives, text.from);
  report.add('D370', { key, ...broken }, text.from);
  return { texts: [{ text, line: broken.line }], guards: true };
};

/** Text of the main or stream level, which keeps nobody out of HTTP. */
export const outerSnippet = (text: Traced<string>, key: string, report: Sink): RawText | undefined => {
  const raw = rawSnippet(text, key, report);
  return raw === undefined || parseSnippet(text.value).broken !== undefined ? raw : { ...raw, guards: false };
};

export const joinRaw = (...parts: readonly (RawText | undefined)[]): RawText | undefined => {
  const found = parts.filter((part) => part !== undefined);
  if (found.length === 0) return undefined;
  return { texts: found.flatMap((part) => part.texts), guards: found.some((part) => part.guards) };
};
