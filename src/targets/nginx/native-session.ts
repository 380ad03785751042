/** Sessions whose cookie carries a date: the `sticky` directive (nginx 1.29.6) alone can write one, but it does so on every answer.
 * So only clients without a session meet an upstream with it; the others are led to the endpoint that their cookie names. */
import type { Affinity } from '../../model/features/pool-features.ts';
import type { Pool } from '../../model/model.ts';
import type { Version } from '../target.ts';
import { nameFor } from './names.ts';
import type { Definition } from './node.ts';
import {
  cookieVariable,
  drawnVariable,
  endpointKey,
  sessionMaps,
  sessionSeconds,
  sessionTag,
  sessionVariable,
} from './session-names.ts';
import { type Blocks, type Build, endpointVariable, onePerEndpoint, repeated, shares } from './split-upstreams.ts';
import { plain, text, variable } from './text.ts';
import { NginxToken } from './token.ts';
import { block, directive, type Row, row, type Statement } from './tree.ts';
import { atLeast } from './version.ts';

export const writesDate = (pool: Pool, affinity: Affinity, version: Version): boolean => {
  const { expires, cookie, domain, sameSite, conditionalSameSiteNone } = affinity;
  if (!atLeast(version, [1, 30]) || expires === undefined || pool.endpoints.kind !== 'addresses') return false;
  if (sameSite?.value === 'None' && conditionalSameSiteNone.value) return false;
  const fits = /^[A-Za-z0-9_-]+$/.test(cookie.value) && /^[A-Za-z0-9.-]*$/.test(domain?.value ?? '');
  return fits && (sessionSeconds(affinity) ?? 0) > 0;
};

/** Variable that names the upstream on routes that begin sessions with this path. */
export const startVariable = (upstream: string, path: string): string => nameFor('start', `${upstream}\n${path}`);

export interface NativePool {
  readonly name: string;
  readonly pool: Pool;
  readonly affinity: Affinity;
  readonly addresses: readonly string[];
  readonly tries: number;
  /** Paths of the cookies. */
  readonly paths: ReadonlySet<string>;
}

export const nativeSessions = (native: NativePool, build: Build): Blocks => {
  const { name, pool, affinity, addresses, tries } = native;
  const cookie = cookieVariable(affinity.cookie.value);
  const tag = `|${sessionTag(pool)}`;
  const known = addresses.map((member, i) =>
    row(
      NginxToken.patternKey({ source: `^${endpointKey(pool, member)}(?:\\${tag}|$)`, ignoreCase: false }),
      NginxToken.text(`${name}_${i}`),
    ),
  );
  const stranger = affinity.mode.value === 'persistent' ? drawn(native) : hashed(native, build);
  const chosen = endpointVariable(name);
  const starts = [...native.paths].sort().map((path) => start(native, path, known, build));
  return {
    blocks: [
      ...onePerEndpoint(name, addresses, tries, affinity, build),
      ...stranger.blocks,
      ...starts.flatMap((s) => s.blocks),
    ],
    maps: [
      ...cookie.maps,
      ...stranger.maps,
      {
        name: chosen,
        statement: block(
          'map',
          [NginxToken.variable(cookie.name), NginxToken.variable(chosen)],
          [row(NginxToken.word('default'), stranger.to), ...known],
        ),
      },
      ...starts.flatMap((s) => s.maps),
    ],
  };
};

/** Who comes with a cookie of other making, or with none to a route that begins no session. */
interface Stranger extends Blocks {
  readonly to: NginxToken;
}

const drawn = ({ name, pool, addresses }: NativePool): Stranger => {
  const to = drawnVariable(pool);
  const key = NginxToken.value(text(variable('request_id'), 'p'));
  const statement = block(
    'split',
    [key, NginxToken.variable(to)],
    shares(addresses.map((_, i) => plain(`${name}_${i}`))),
  );
  return { blocks: [], maps: [{ name: to, statement }], to: NginxToken.variable(to) };
};

const hashed = ({ name, pool, affinity, addresses, tries }: NativePool, build: Build): Stranger => {
  const key = NginxToken.variable(sessionVariable(pool, affinity));
  const method = addresses.length > 1 ? [directive('hash', key, NginxToken.word('consistent'))] : [];
  return {
    blocks: [build(name, repeated(addresses, tries), method)],
    maps: sessionMaps(pool, affinity),
    to: NginxToken.text(name),
  };
};

const start = (native: NativePool, path: string, known: readonly Row[], build: Build): Blocks => {
  const { name, pool, affinity, addresses, tries } = native;
  const to = startVariable(name, path);
  const fresh = `${name}_new${to.slice('ic_start'.length)}`;
  const route = (member: string): readonly NginxToken[] => [
    NginxToken.option('route', `${endpointKey(pool, member)}|${sessionTag(pool)}`),
  ];
  const make = (suffix: string, secure: boolean): Statement<'http'> =>
    build(`${fresh}${suffix}`, repeated(addresses, tries), [sticky(affinity, path, secure)], route);
  const always = affinity.secure.value === 'always';
  const byScheme = nameFor('new', `${name}\n${path}`);
  const target = always ? NginxToken.text(fresh) : NginxToken.variable(byScheme);
  const scheme: Definition = {
    name: byScheme,
    statement: block(
      'map',
      [NginxToken.variable('https'), NginxToken.variable(byScheme)],
      [
        row(NginxToken.word('default'), NginxToken.text(`${fresh}_http`)),
        row(NginxToken.word('on'), NginxToken.text(`${fresh}_https`)),
      ],
    ),
  };
  const rows =
    affinity.mode.value === 'persistent'
      ? [row(NginxToken.word('default'), target), ...known]
      : [
          row(NginxToken.word('default'), NginxToken.variable(endpointVariable(name))),
          row(NginxToken.text(''), target),
        ];
  const cookie = NginxToken.variable(cookieVariable(affinity.cookie.value).name);
  return {
    blocks: always ? [make('', true)] : [make('_http', false), make('_https', true)],
    maps: [...(always ? [] : [scheme]), { name: to, statement: block('map', [cookie, NginxToken.variable(to)], rows) }],
  };
};

const sticky = (affinity: Affinity, path: string, secure: boolean): Statement<'upstream'> => {
  const { cookie, domain, sameSite } = affinity;
  return directive(
    'sticky',
    NginxToken.word('cookie'),
    NginxToken.literal(cookie.value),
    NginxToken.option('expires', `${sessionSeconds(affinity) ?? 0}s`),
    ...(domain === undefined ? [] : [NginxToken.option('domain', domain.value)]),
    NginxToken.option('path', path),
    NginxToken.word('httponly'),
    ...(secure ? [NginxToken.word('secure')] : []),
    ...(sameSite === undefined ? [] : [NginxToken.option('samesite', sameSite.value.toLowerCase())]),
  );
};
