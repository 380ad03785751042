/** Snippets inside the location of the authentication request. */
import type { Sink } from '../../../diagnostics/report.ts';
import type { ExternalAuth, RawText } from '../../../model/features/route-features.ts';
import { type Traced, traced } from '../../../source/traced.ts';
import { parseTemplate } from '../nginx-variables.ts';
import { parseSnippet, type SnippetDirective } from './lexer.ts';
import { rawText } from './raw.ts';
import { variantsOf } from './variables.ts';

export interface AuthSnippet {
  readonly headers: ExternalAuth['requestHeaders'];
  readonly raw?: RawText;
}

/** `proxy_set_header` lines become headers; everything else is raw text that guards, since it changes who is let in. */
export const authSnippet = (text: Traced<string>, key: string, report: Sink): AuthSnippet => {
  const { directives, broken } = parseSnippet(text.value);
  if (broken !== undefined) {
    report.add('D370', { key, ...broken }, text.from);
    return { headers: [], raw: { texts: [{ text, line: broken.line }], guards: true } };
  }
  const headers: { readonly name: string; readonly value: Traced<NonNullable<ReturnType<typeof parseTemplate>>> }[] =
    [];
  const rest: SnippetDirective[] = [];
  // Nothing is asked inside the authentication request itself: what it would have answered is empty.
  const empty = new Map(
    directives.flatMap(({ name, args }) => {
      const variable = name === 'auth_request_set' ? /^\$(\w+)$/.exec(args[0]?.text ?? '')?.[1] : undefined;
      return variable === undefined ? [] : [[variable, [{ when: [], text: '' }]] as const];
    }),
  );
  for (const written of directives) {
    const args = { key, line: written.line, directive: written.name };
    if (written.block === undefined && written.name === 'auth_request_set') {
      report.add('D372', { ...args, why: 'the authentication request asks nobody else' }, text.from);
      continue;
    }
    if (written.block === undefined && written.name.startsWith('grpc_')) {
      report.add('D372', { ...args, why: 'the authentication request does not speak gRPC' }, text.from);
      continue;
    }
    const [directive = written] = (variantsOf(empty, written) ?? []).map((variant) => variant.directive);
    const [name, value, ...more] = directive.args;
    const template = value === undefined ? undefined : parseTemplate(value.text);
    const header = directive.name === 'proxy_set_header' && directive.block === undefined && more.length === 0;
    if (!header || name === undefined || template === undefined || !/^[\w-]+$/.test(name.text)) rest.push(written);
    else headers.push({ name: name.text, value: traced(template, ...text.from) });
  }
  const raw = rawText(rest, text.from);
  return raw === undefined ? { headers } : { headers, raw: { ...raw, guards: true } };
};
