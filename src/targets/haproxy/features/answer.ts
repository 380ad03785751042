/** Answers HAProxy makes itself. */
import { Expression, type FormatPart, HaproxyToken } from '../token.ts';
import { type Line, line } from '../tree.ts';

/** Statuses `deny` has a page for; any other is answered without a body. */
const pages = new Set([400, 401, 403, 404, 405, 407, 408, 410, 413, 425, 429, 500, 501, 502, 503, 504]);

/** Ends the request with a status, under the conditions given (`if …`). */
export const answer = (status: number, ...condition: readonly HaproxyToken[]): Line =>
  pages.has(status)
    ? line('http-request', 'deny', 'deny_status', HaproxyToken.number(status), ...condition)
    : line('http-request', 'return', 'status', HaproxyToken.number(status), ...condition);

export interface SentHeader {
  readonly name: string;
  readonly value: readonly FormatPart[];
}

const headerWords = (headers: readonly SentHeader[]): Line =>
  headers.flatMap(({ name, value }) => line('hdr', HaproxyToken.headerName(name), HaproxyToken.format(value)));

/** Statuses for which HAProxy has pages of its own that forbid caching; here they get what nginx would send. */
const ownPages: ReadonlyMap<number, string> = new Map([
  [200, ''],
  [407, 'Proxy Authentication Required'],
  [410, 'Gone'],
  [425, 'Too Early'],
  [501, 'Not Implemented'],
]);

export interface AnswerBody {
  readonly lines: readonly (readonly FormatPart[])[];
  readonly type: string;
}

const pageOf = (status: number): AnswerBody | undefined => {
  const title = ownPages.get(status);
  if (title === undefined) return undefined;
  const page = title === '' ? Expression.fetch('str()') : `<html><body><h1>${status} ${title}</h1></body></html>`;
  return { lines: [[page]], type: 'text/html' };
};

/** An answer with a text of its own, or with headers. Status 444 ends the connection without a word. */
export const answerWith = (
  status: number,
  body: AnswerBody | undefined,
  headers: readonly SentHeader[],
  condition: readonly HaproxyToken[],
): Line => {
  if (status === 444) return line('http-request', 'reject', ...condition);
  const { lines, type } = body ?? pageOf(status) ?? { lines: [], type: '' };
  const text = lines.flatMap((parts, i) => [
    ...(i === 0 ? [] : [HaproxyToken.fixed('\\n')]),
    ...(parts.length === 0 ? [] : [HaproxyToken.format(parts)]),
  ]);
  if (text.length === 0 && headers.length === 0) return answer(status, ...condition);
  const words =
    text.length === 0 ? [] : line('content-type', HaproxyToken.word(type), 'lf-string', HaproxyToken.joined(...text));
  return line(
    'http-request',
    'return',
    'status',
    HaproxyToken.number(status),
    ...words,
    ...headerWords(headers),
    ...condition,
  );
};

/** Not `redirect`, which knows five statuses only and adds Cache-Control. */
export const redirectTo = (
  location: readonly FormatPart[],
  status: number,
  ...condition: readonly HaproxyToken[]
): Line => redirectWith(location, status, [], condition);

export const redirectWith = (
  location: readonly FormatPart[],
  status: number,
  headers: readonly SentHeader[],
  condition: readonly HaproxyToken[],
): Line =>
  line(
    'http-request',
    'return',
    'status',
    HaproxyToken.number(status),
    'hdr',
    'Location',
    HaproxyToken.format(location),
    ...headerWords(headers),
    ...condition,
  );

export const when = (...condition: readonly HaproxyToken[]): readonly HaproxyToken[] =>
  condition.length === 0 ? [] : [HaproxyToken.fixed('if'), ...condition];

const perLine = 50;

/** An ACL over many values, split so that no line grows beyond the 64 words HAProxy reads. Same name means or. */
export const aclLines = (head: Line, values: readonly HaproxyToken[]): readonly Line[] =>
  Array.from({ length: Math.ceil(values.length / perLine) }, (_, i) => [
    ...head,
    ...values.slice(i * perLine, (i + 1) * perLine),
  ]);
