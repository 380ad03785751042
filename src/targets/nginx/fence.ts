/** What may not enter a configuration at all: control characters, and words longer than nginx reads. */
import { because, type PlacedReason, type Reason } from '../../diagnostics/report.ts';
import { looksAt, type Outcome, refused } from '../target.ts';

/** nginx reads one word into a buffer of 4096 bytes. */
const longest = 3500;

const printable = (value: string): boolean => !/[\u0000-\u001f\u007f]/.test(value);

export const unfit = (value: string): PlacedReason | undefined => {
  if (!printable(value)) return because('T5100', { value: shown(value) });
  if (value.length < longest / 4) return undefined;
  const bytes = new TextEncoder().encode(value).length;
  return bytes > longest ? because('T5101', { value: shown(value), bytes }) : undefined;
};

/** Surely fit, by a short look: a text that is not may still be. */
export const fits = (value: string): boolean => value.length < longest / 16 && printable(value);

const shown = (value: string): string => JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);

/** Wraps a handler: a feature with a text that cannot be written is refused before the handler sees it. */
export const fenced =
  <Feature, Place extends readonly unknown[], Node>(
    handler: (feature: Feature, ...at: Place) => Outcome<Node>,
  ): ((feature: Feature, ...at: Place) => Outcome<Node>) =>
  (feature, ...at) => {
    const reason = findUnfit(feature, 0);
    return reason === undefined ? handler(feature, ...at) : refused(reason);
  };

const findUnfit = (value: unknown, depth: number): Reason | undefined => {
  if (typeof value === 'string') return unfit(value);
  if (typeof value !== 'object' || value === null || depth > 8) return undefined;
  for (const key in value) {
    const child: unknown = Reflect.get(value, key);
    const origins = key === 'from' && Array.isArray(child);
    if (origins || key === 'reason' || (key === 'text' && 'secret' in value)) continue;
    const reason = findUnfit(child, depth + 1);
    if (reason !== undefined) return reason;
  }
  return undefined;
};

/** Outcomes of handlers that look at nothing but the feature itself, kept per feature object. */
export const remembered = <Feature extends object, Node>(
  handler: (feature: Feature) => Outcome<Node>,
): ((feature: Feature) => Outcome<Node>) => {
  const outcomes = new WeakMap<Feature, Outcome<Node>>();
  return looksAt('feature', (feature: Feature) => {
    const known = outcomes.get(feature);
    if (known !== undefined) return known;
    const outcome = handler(feature);
    outcomes.set(feature, outcome);
    return outcome;
  });
};

/** The same for handlers that look at little else: `lookOf` tells what they see, or undefined where it is too much to be kept. */
export const rememberedBy = <Feature extends object, Place, Node>(
  lookOf: (at: Place) => string | undefined,
  handler: (feature: Feature, at: Place) => Outcome<Node>,
): ((feature: Feature, at: Place) => Outcome<Node>) => {
  const outcomes = new WeakMap<Feature, Map<string, Outcome<Node>>>();
  return (feature, at) => {
    const look = lookOf(at);
    if (look === undefined) return handler(feature, at);
    const seen = outcomes.get(feature) ?? new Map<string, Outcome<Node>>();
    const known = seen.get(look);
    if (known !== undefined) return known;
    const outcome = handler(feature, at);
    outcomes.set(feature, seen.set(look, outcome));
    return outcome;
  };
};
