import { because, type Reason } from '../../../diagnostics/report.ts';
import type { Rewrite } from '../../../model/features/route-features.ts';
import type { Template } from '../../../model/values/template.ts';
import { templateText } from '../../../model/values/template-text.ts';
import { approximate, type Outcome, refused, spent, withDifferences } from '../../target.ts';
import { foldTemplate } from '../fold.ts';
import type { AnyRoute } from '../place.ts';
import { type Re2, re2 } from '../re2.ts';
import { redirectStep, redirectTo, statusByMethod } from '../redirect-url.ts';
import { stepNode } from '../steps.ts';
import { TraefikText, unprintable } from '../token.ts';
import type { TraefikNode } from '../tree.ts';

export const rewrite = (
  { pattern, target, redirects, forwardedPrefix, ...rest }: Rewrite,
  at: AnyRoute,
): Outcome<TraefikNode> => {
  spent(rest);
  const value = templateText(target.value);
  const reading = re2(pattern.value);
  if (!reading.ok) return refused(because('T5359', { value, why: `RE2 cannot say ${reading.because}` }, target.from));
  if (redirects)
    return redirected(target.value, value, reading.regex, because('T5310', statusByMethod(302), target.from));
  const parts = expandParts(target.value, reading.regex, at);
  if ('because' in parts) return refused(because('T5359', { value, why: parts.because }, target.from));
  const reasons: Reason[] = [];
  const slashes = withoutDoubleSlash(reading.regex.source, target.value);
  if (slashes !== undefined)
    reasons.push(
      because(
        'T5358',
        { value, why: 'ingress-nginx would send a path that begins with two slashes, Traefik sends one' },
        target.from,
      ),
    );
  const captures = target.value.filter((p) => p.kind === 'capture').length;
  if (captures > 1) {
    const why = 'Traefik answers 400 when an empty group leaves two slashes in a row';
    reasons.push(because('T5358', { value, why }, target.from));
  }
  const regex = TraefikText.regex(wholePath(slashes ?? reading.regex.source));
  const nodes: TraefikNode[] = [
    stepNode('rewrite', 'rewrite', { type: 'replacePathRegex', regex, replacement: TraefikText.expand(parts.parts) }),
  ];
  nodes.push(...prefixHeader(forwardedPrefix, at, reasons));
  return withDifferences(nodes, reasons);
};

/** X-Forwarded-Prefix, and the header with the old path that Traefik would add and ingress-nginx does not. */
const prefixHeader = (prefix: Rewrite['forwardedPrefix'], at: AnyRoute, reasons: Reason[]): readonly TraefikNode[] => {
  const text = prefix === undefined ? '' : foldTemplate(prefix.value, at, 'web');
  const usable = text !== undefined && text !== '' && !unprintable(text);
  if (prefix !== undefined && !usable)
    reasons.push(because('T5360', { value: 'X-Forwarded-Prefix', why: 'it depends on the request' }, prefix.from));
  return [
    stepNode('upstreamHost', 'rewritten', {
      type: 'headers',
      request: { 'X-Replaced-Path': '', ...(usable ? { 'X-Forwarded-Prefix': text } : {}) },
    }),
  ];
};

const redirected = (target: Template, value: string, regex: Re2, reason: Reason): Outcome<TraefikNode> => {
  const withQuery: Template = [
    ...target,
    { kind: 'request', value: { kind: 'isArgs' } },
    { kind: 'request', value: { kind: 'query' } },
  ];
  const plan = redirectTo(withQuery, regex);
  if ('because' in plan) return refused(because('T5359', { value, why: plan.because }));
  return approximate([{ kind: 'step', step: redirectStep('redirect', plan, 302) }], reason);
};

export const expandParts = (
  target: Template,
  { groups }: Re2,
  at: AnyRoute,
): { readonly parts: readonly (string | number)[] } | { readonly because: string } => {
  const parts: (string | number)[] = [];
  for (const part of target) {
    if (part.kind === 'capture') {
      if (part.group <= groups) parts.push(part.group);
      continue;
    }
    const text = part.kind === 'text' ? part.text : foldTemplate([part], at, 'web');
    if (
      text === undefined ||
      (part.kind === 'request' && part.value.kind !== 'host' && part.value.kind !== 'hostHeader')
    )
      return { because: `Traefik does not know ${templateText([part])} there` };
    if (unprintable(text)) return { because: 'it holds a control character' };
    parts.push(text);
  }
  return { parts };
};

/** The whole path is replaced, wherever the expression is found in it. */
export const wholePath = (source: string): string => {
  const [, flag = '', anchor = '', body = ''] = /^(\(\?i\))?(\^?)(.*)$/s.exec(source) ?? [];
  return `${flag}^${anchor === '' ? '.*?' : ''}(?:${body}).*$`;
};

/**
 * `/app(.*)` with target `/$1` makes `//x`, which Traefik answers with 400: one slash in front of the group is eaten.
 * Undefined when there is nothing to change.
 */
const withoutDoubleSlash = (source: string, target: Template): string | undefined => {
  const second = target[1];
  const first = target[0];
  if (first?.kind !== 'text' || !first.text.endsWith('/') || second?.kind !== 'capture') return undefined;
  const open = groupStart(source, second.group);
  if (open === undefined || source[open - 1] === '/' || !/^\((?:\.|\[\^)/.test(source.slice(open))) return undefined;
  return `${source.slice(0, open)}/?${source.slice(open)}`;
};

const groupStart = (source: string, group: number): number | undefined => {
  let seen = 0;
  let inClass = false;
  for (let i = 0; i < source.length; i++) {
    const c = source[i];
    if (c === '\\') i++;
    else if (inClass) inClass = c !== ']';
    else if (c === '[') inClass = true;
    else if (c === '(' && (source[i + 1] !== '?' || source[i + 2] === 'P') && ++seen === group) return i;
  }
  return undefined;
};
