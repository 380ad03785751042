/** Compiles only while the fences of the type system hold: each line after `@ts-expect-error` must be refused. Never run. */
import { createReport } from '../../src/diagnostics/report.ts';
import type { BodySize } from '../../src/model/features/route-features.ts';
import type { Features } from '../../src/model/universe.ts';
import type { Bytes } from '../../src/model/values/bytes.ts';
import { type Traced, traced } from '../../src/source/traced.ts';
import { HaproxyToken } from '../../src/targets/haproxy/token.ts';
import { NginxToken } from '../../src/targets/nginx/token.ts';
import { directive } from '../../src/targets/nginx/tree.ts';
import { exact, type FeatureTable, type Outcome, spent } from '../../src/targets/target.ts';

declare const table: FeatureTable<string>;
declare const bodySize: BodySize;
declare const origin: Parameters<typeof traced>[1];

const { cors: _cors, ...withoutCors } = table.http;
// @ts-expect-error a table that forgets a feature
export const forgetful = { ...table, http: withoutCors } satisfies FeatureTable<string>;

// @ts-expect-error a table that forgets a scope
export const scopeless: FeatureTable<string> = {
  controller: table.controller,
  site: table.site,
  http: table.http,
  grpc: table.grpc,
  pool: table.pool,
};

export const inattentive = ({ max, ...rest }: BodySize & { readonly unit: Traced<Bytes> }): Outcome<string> => {
  // @ts-expect-error a field nobody looked at
  spent(rest);
  return exact(String(max.value));
};

export const attentive = ({ max, ...rest }: BodySize): Outcome<string> => {
  spent(rest);
  return exact(String(max.value));
};

// @ts-expect-error a handler that says nothing
export const silent: FeatureTable<string>['http']['bodySize'] = () => undefined;

// @ts-expect-error a passthrough host cannot carry features of HTTP
export const crossed: Features<'passthrough'> = { bodySize };

// @ts-expect-error raw text is no token
export const raw = directive('client_max_body_size', '8m');

// @ts-expect-error a look-alike is no token
export const forged: NginxToken = { toString: () => '8m' };

// @ts-expect-error tokens are made by their constructors for one lexical context only
export const made = new NginxToken('8m; evil on');

// @ts-expect-error tokens of one target are none of another
export const swapped: NginxToken = HaproxyToken.word('8m');

// @ts-expect-error a directive that nginx does not have
export const unknown = directive('client_max_boddy_size', NginxToken.text('8m'));

// @ts-expect-error a code that is not in the catalogue
createReport().add('Z999', {}, []);

// @ts-expect-error arguments of another entry
createReport().add('R101', { list: 'x' }, []);

// @ts-expect-error a value without an origin
export const rootless: Traced<number> = { value: 1, from: [] };

export const rooted = traced(1, origin);
