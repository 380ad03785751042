/** Headers that nginx writes itself, past `add_header` and `proxy_hide_header`; its module headers-more reaches them. */
import { because, type Reason } from '../../diagnostics/report.ts';
import type { Origins } from '../../source/traced.ts';
import type { TargetOptions } from '../target.ts';
import { type Text, text } from './text.ts';
import { NginxToken } from './token.ts';
import { directive, type Statement } from './tree.ts';

const own = new Set(['connection', 'content-length', 'content-type', 'date', 'server', 'transfer-encoding']);

export const hasHeadersMore = (options: TargetOptions | undefined): boolean =>
  options?.nginxModules?.includes('headers-more') === true;

/** The value of a header, or undefined: it is to be removed. */
export interface OwnHeader {
  readonly name: string;
  readonly value: Text | undefined;
  readonly from: Origins;
}

type MoreHeaders = Statement<'http'> & Statement<'location'>;

/** Undefined: stock nginx can do it. Else the statement that does it, or why there is none. */
export const ownHeader = (
  { name, value, from }: OwnHeader,
  options: TargetOptions | undefined,
): { readonly statement: MoreHeaders } | { readonly difference: Reason } | undefined => {
  if (!own.has(name.toLowerCase())) return undefined;
  if (hasHeadersMore(options)) return { statement: value === undefined ? clear(name) : set(name, value) };
  return { difference: because('T5135', { name, removed: value === undefined }, from) };
};

export const clear = (name: string): MoreHeaders => directive('more_clear_headers', NginxToken.literal(name));
const set = (name: string, value: Text): MoreHeaders =>
  directive('more_set_headers', NginxToken.value(text(`${name}: `, value)));
