/** Reads the text of one document. The fast reader does the work; the thorough one is asked only about texts it refuses. */
import { parseEvents, YAMLException } from 'js-yaml';
import { parseDocument, type YAMLError } from 'yaml';
import { borrowLimit, type Composed, compose, type Fault } from './compose.ts';

/** Nesting of lists and mappings. Real manifests stay below 60 (schemas of custom resources). */
export const maxDepth = 200;
/** Texts longer than this get the first syntax error only: the thorough reader needs a hundred times the size of the text. */
const thoroughLimit = 1 << 20;

/** A single YAML document larger than this is refused: reading takes about forty times its size. JSON and files of many documents are not concerned. */
const documentLimit = 32 << 20;
/** From this size on, aliases are counted before anything is read. */
const suspiciousSize = 1 << 20;

/** A document that is not plain. */
export const parseText = (text: string): Composed => {
  if (/^(?:---)?(?:[ \t\r\n]|#.*(?:[\r\n]|$))*$/.test(text)) return { value: null, faults: [] };
  const json = parseJson(text);
  return json === undefined ? parseAnything(text) : { value: json, faults: [] };
};

/** Everything that is YAML. */
export const parseAnything = (text: string): Composed => {
  const fault = text.length > suspiciousSize ? sizeFault(text) : undefined;
  if (fault !== undefined) return { value: undefined, faults: [fault] };
  try {
    return compose(text, parseEvents(text, { maxDepth }));
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    return { value: undefined, faults: syntaxFaults(text, error) };
  }
};

const sizeFault = (text: string): Fault | undefined => {
  const alias = /[\s,[:{]\*[^\s*,]/g;
  for (let found = 0; alias.test(text); found++) {
    if (found > borrowLimit) return { kind: 'aliases', what: '', start: alias.lastIndex - 2, end: alias.lastIndex };
  }
  if (text.length <= documentLimit) return undefined;
  return { kind: 'size', what: `${Math.ceil(text.length / (1 << 20))} MiB`, start: 0, end: 1 };
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

/** Every syntax error, one per line: those after the first on a line only repeat it in other words. */
const thoroughFaults = (text: string): readonly Fault[] => {
  const found = thoroughErrors(text).sort((a, b) => a.pos[0] - b.pos[0]);
  return found
    .filter(({ pos }, i) => i === 0 || /[\r\n]/.test(text.slice(found[i - 1]?.pos[0], pos[0])))
    .map(({ message, pos: [start, end] }) => ({ kind: 'syntax', what: message.replace(/\s+/g, ' '), start, end }));
};

const thoroughErrors = (text: string): YAMLError[] => {
  try {
    return parseDocument(text, { prettyErrors: false, uniqueKeys: false, logLevel: 'silent' }).errors;
  } catch {
    // It recurses where the fast reader stops by its depth limit: then the first error has to do.
    return [];
  }
};
