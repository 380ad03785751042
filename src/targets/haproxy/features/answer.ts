/** Answers HAProxy makes itself. */
import type { FormatPart } from '../token.ts';
import { HaproxyToken } from '../token.ts';
import { type Line, line } from '../tree.ts';

/** Statuses `deny` has a page for; any other is answered without a body. */
const pages = new Set([400, 401, 403, 404, 405, 407, 408, 410, 413, 425, 429, 500, 501, 502, 503, 504]);

/** Ends the request with a status, under the conditions given (`if …`). */
export const answer = (status: number, ...condition: readonly HaproxyToken[]): Line =>
  pages.has(status)
    ? line('http-request', 'deny', 'deny_status', HaproxyToken.number(status), ...condition)
    : line('http-request', 'return', 'status', HaproxyToken.number(status), ...condition);

/** Not `redirect`, which knows five statuses only and adds Cache-Control. */
export const redirectTo = (
  location: readonly FormatPart[],
  status: number,
  ...condition: readonly HaproxyToken[]
): Line =>
  line(
    'http-request',
    'return',
    'status',
    HaproxyToken.number(status),
    'hdr',
    'Location',
    HaproxyToken.format(location),
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
