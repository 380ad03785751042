/** Snippets of the ConfigMap: headers for every location become features, the rest is raw text. */
import type { Sink } from '../../../diagnostics/report.ts';
import type { RawText } from '../../../model/features/route-features.ts';
import type { Rules } from '../../../model/features/rule-features.ts';
import type { Traced } from '../../../source/traced.ts';
import type { LocationFeatures } from '../settings.ts';
import { snippetDirectives } from '../snippet/directives.ts';
import { parseSnippet } from '../snippet/lexer.ts';
import { readMaps } from '../snippet/maps.ts';
import { type MergedSnippet, mergeDirectives, mergeSnippet } from '../snippet/merge.ts';
import { joinRaw, outerSnippet } from '../snippet/raw.ts';
import { globalDirectives, withHeaders } from '../snippet/server.ts';
import type { Variables } from '../snippet/variables.ts';
import type { ConfigMapReader } from './config-map.ts';

export interface GlobalSnippets {
  /** Headers that http-snippet and server-snippet set everywhere. */
  readonly location: LocationFeatures;
  readonly raw?: RawText;
  /** Variables of `map` blocks, for the snippets of Ingresses. */
  readonly variables: Variables;
  /** What every host answers by itself. */
  readonly rules?: Rules;
}

export const readGlobalSnippets = (values: ConfigMapReader, report: Sink): GlobalSnippets => {
  let location: LocationFeatures = {};
  let rules: Rules | undefined;
  const variables: Variables = new Map();
  const parts: (RawText | undefined)[] = [];
  for (const key of ['http-snippet', 'server-snippet'] as const) {
    const text = values.text(key);
    if (text.value.trim() === '') continue;
    const merged = mergeGlobal(location, text, named(key), report, variables).features;
    const { rawText, rules: found, ...features } = merged;
    location = features;
    rules = found ?? rules;
    parts.push(rawText);
  }
  for (const key of ['main-snippet', 'stream-snippet'] as const) {
    const text = values.text(key);
    if (text.value.trim() !== '') parts.push(outerSnippet(text, named(key), report));
  }
  const raw = joinRaw(...parts);
  return {
    location,
    variables,
    ...(raw === undefined ? {} : { raw }),
    ...(rules === undefined ? {} : { rules: withHeaders(rules, location) }),
  };
};

/** Maps are taken out first and fill `variables`. */
const mergeGlobal = (
  location: LocationFeatures,
  text: Traced<string>,
  key: string,
  report: Sink,
  variables: Variables,
): MergedSnippet => {
  const { directives, broken } = parseSnippet(text.value);
  if (broken !== undefined) return mergeSnippet(location, text, key, report, globalDirectives);
  const maps = readMaps(directives);
  for (const [name, values] of maps.variables) variables.set(name, values);
  return mergeDirectives(location, maps.rest, { text, key, report, table: globalDirectives, variables });
};

const named = (key: string): string => `ConfigMap key ${key}`;

/** location-snippet, merged into what every location has. */
export const withLocationSnippet = (
  features: LocationFeatures,
  values: ConfigMapReader,
  report: Sink,
  variables: Variables,
): LocationFeatures => {
  const snippet = values.text('location-snippet');
  if (snippet.value.trim() === '') return features;
  const merged = mergeSnippet(features, snippet, named('location-snippet'), report, snippetDirectives, variables);
  if (merged.closed === undefined) return merged.features;
  // Every path of every host: there is no feature for that, so the text closes them as raw text does.
  return { ...merged.features, rawText: { texts: [{ text: snippet, line: 1 }], guards: true } };
};
