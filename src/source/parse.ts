/** Reads the text of one document. The fast reader does the work; the thorough one is asked only about texts it refuses. */
import { parseEvents, YAMLException } from 'js-yaml';
import { parseDocument } from 'yaml';
import { type Composed, compose, type Fault } from './compose.ts';

/** Nesting of lists and mappings. Real manifests stay below 60 (schemas of custom resources). */
export const maxDepth = 200;
/** Texts longer than this get the first syntax error only: the thorough reader needs a hundred times the size of the text. */
const thoroughLimit = 1 << 20;

export const parseText = (text: string): Composed => {
  const json = parseJson(text);
  if (json !== undefined) return { value: json, faults: [] };
  try {
    return compose(text, parseEvents(text, { maxDepth }));
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    return { value: undefined, faults: syntaxFaults(text, error) };
  }
};

/** JSON without repeated keys; everything else is left to the YAML reader, which knows the places. */
const parseJson = (text: string): unknown => {
  if (!/^\s*[{[]/.test(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return keysIn(value) === keysWritten(text) ? value : undefined;
  } catch {
    return undefined;
  }
};

const keysWritten = (text: string): number => {
  let keys = 0;
  for (const [, colon] of text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?/gs)) if (colon !== undefined) keys++;
  return keys;
};

const keysIn = (root: unknown): number => {
  let keys = 0;
  const waiting: unknown[] = [root];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (typeof node !== 'object' || node === null) continue;
    const values = Object.values(node);
    if (!Array.isArray(node)) keys += values.length;
    for (const value of values) if (typeof value === 'object' && value !== null) waiting.push(value);
  }
  return keys;
};

const syntaxFaults = (text: string, error: YAMLException): readonly Fault[] => {
  const at = Math.min(error.mark?.position ?? 0, text.length);
  if (error.reason.startsWith('nesting exceeded')) return [{ kind: 'depth', what: '', start: at, end: at + 1 }];
  const first: Fault = { kind: 'syntax', what: error.reason, start: at, end: at + 1 };
  if (text.length > thoroughLimit) return [first];
  const thorough = thoroughFaults(text);
  return thorough.length === 0 ? [first] : thorough;
};

const thoroughFaults = (text: string): readonly Fault[] => {
  try {
    const { errors } = parseDocument(text, { prettyErrors: false, uniqueKeys: false, logLevel: 'silent' });
    return errors.map((e) => ({
      kind: 'syntax',
      what: e.message.replace(/\s+/g, ' '),
      start: e.pos[0],
      end: e.pos[1],
    }));
  } catch {
    // It recurses where the fast reader stops by its depth limit: then the first error has to do.
    return [];
  }
};
