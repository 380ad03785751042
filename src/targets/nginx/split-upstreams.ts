/** Pools cut into several upstreams, one of which a variable names: one per endpoint, or one per subset of endpoints. */
import type { Affinity } from '../../model/features/pool-features.ts';
import type { Pool } from '../../model/model.ts';
import { nameFor } from './names.ts';
import type { Definition } from './node.ts';
import { cookieVariable, drawnVariable, endpointKey, keyVariable, sessionTag } from './session-names.ts';
import { plain, type Text, text, variable } from './text.ts';
import { NginxToken } from './token.ts';
import { block, directive, type Row, row, type Statement } from './tree.ts';

/** Variable that names the upstream to take. */
export const endpointVariable = (upstream: string): string => nameFor('endpoint', upstream);

export interface Blocks {
  readonly blocks: readonly Statement<'http'>[];
  readonly maps: readonly Definition[];
}

/** nginx tries each line once; the controller tries an endpoint again, so the lines are repeated until there are enough. */
export const rounds = (addresses: number, tries: number): number =>
  Math.max(1, Math.ceil(Math.min(tries === 0 ? 1 : tries, 10) / addresses));

export const repeated = (addresses: readonly string[], tries: number): readonly string[] => {
  const times = rounds(addresses.length, tries);
  return times === 1 ? addresses : Array.from({ length: times }, () => addresses).flat();
};

export type Build = (
  name: string,
  members: readonly string[],
  method: readonly Statement<'upstream'>[],
  /** Further words of the line of an endpoint. */
  more?: (member: string) => readonly NginxToken[],
) => Statement<'http'>;

/** Even shares of all keys; the last row takes what rounding leaves. */
export const shares = (values: readonly Text[]): readonly Row[] =>
  values.map((value, i) =>
    row(
      i === values.length - 1
        ? NginxToken.word('*')
        : NginxToken.literal(`${Math.floor(10000 / values.length) / 100}%`),
      NginxToken.value(value),
    ),
  );

export const subsets = (
  name: string,
  addresses: readonly string[],
  tries: number,
  size: number,
  key: Text,
  build: Build,
): Blocks => {
  const groups = Array.from({ length: Math.ceil(addresses.length / size) }, (_, g) =>
    Array.from({ length: size }, (_unused, i) => addresses[(g * size + i) % addresses.length] ?? ''),
  );
  const names = groups.map((_, g) => `${name}_${g}`);
  const chosen = endpointVariable(name);
  return {
    blocks: groups.map((group, g) => build(names[g] ?? name, repeated(group, tries), [directive('random')])),
    maps: [
      {
        name: chosen,
        statement: block('split', [NginxToken.value(key), NginxToken.variable(chosen)], shares(names.map(plain))),
      },
    ],
  };
};

/** The others stand by where a session may leave an endpoint that fails. */
export const onePerEndpoint = (
  name: string,
  addresses: readonly string[],
  tries: number,
  { changeOnFailure }: Affinity,
  build: Build,
): readonly Statement<'http'>[] =>
  addresses.map((member, i) => {
    if (!changeOnFailure.value) return build(`${name}_${i}`, repeated([member], tries), []);
    const others = addresses.filter((a) => a !== member);
    return build(`${name}_${i}`, [member, ...others], [], (a) => (a === member ? [] : [NginxToken.word('backup')]));
  });

/** One upstream per endpoint: the cookie names the endpoint, a new client draws one. */
export const persistent = (
  name: string,
  addresses: readonly string[],
  tries: number,
  pool: Pool,
  affinity: Affinity,
  build: Build,
): Blocks => {
  const keys = addresses.map((member) => endpointKey(pool, member));
  const cookie = cookieVariable(affinity.cookie.value);
  const [drawn, key, chosen] = [drawnVariable(pool), keyVariable(pool, affinity), endpointVariable(name)];
  const tag = `|${sessionTag(pool)}`;
  const known = keys.map((k) =>
    row(NginxToken.patternKey({ source: `^${k}(?:\\${tag}|$)`, ignoreCase: false }), NginxToken.text(k)),
  );
  const rows = keys.map((k, i) => row(NginxToken.textKey(k), NginxToken.text(`${name}_${i}`)));
  return {
    blocks: onePerEndpoint(name, addresses, tries, affinity, build),
    maps: [
      ...cookie.maps,
      {
        name: drawn,
        statement: block(
          'split',
          [NginxToken.value(text(variable('request_id'), 'p')), NginxToken.variable(drawn)],
          shares(keys.map(plain)),
        ),
      },
      {
        name: key,
        statement: block(
          'map',
          [NginxToken.variable(cookie.name), NginxToken.variable(key)],
          [row(NginxToken.word('default'), NginxToken.variable(drawn)), ...known],
        ),
      },
      { name: chosen, statement: block('map', [NginxToken.variable(key), NginxToken.variable(chosen)], rows) },
    ],
  };
};
