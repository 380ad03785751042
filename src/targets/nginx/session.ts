/** The cookie of a sticky session: sent when the backend was reached and the client had none that names an endpoint. */
import type { Affinity } from '../../model/features/pool-features.ts';
import type { Pool } from '../../model/model.ts';
import { type Assembly, define } from './assembly.ts';
import { nameFor } from './names.ts';
import type { Definition } from './node.ts';
import { printedDefinition } from './print.ts';
import {
  cookieVariable,
  endpointAddresses,
  endpointKey,
  keyVariable,
  sessionMaps,
  sessionSeconds,
  sessionTag,
  sessionVariable,
} from './session-names.ts';
import { type Text, type TextPart, text, variable } from './text.ts';
import { NginxToken } from './token.ts';
import { block, type Row, row } from './tree.ts';

/** Variable that holds the value of Set-Cookie, empty when none is to be sent. */
export const setCookieVariable = (assembly: Assembly, pool: Pool, affinity: Affinity, path: string): string => {
  const line = cookieLine(assembly, pool, affinity, path);
  const cookie = cookieVariable(affinity.cookie.value);
  const persists = isPersistent(pool, affinity);
  for (const map of persists ? cookie.maps : sessionMaps(pool, affinity)) define(assembly, map);
  const name = nameFor('set_cookie', `${pool.name}\n${JSON.stringify(line)}`);
  const key = NginxToken.value(text(variable('upstream_addr'), ';', variable(cookie.name)));
  const rows = persists
    ? [
        row(NginxToken.word('default'), NginxToken.value(line)),
        row(NginxToken.patternKey({ source: '^;', ignoreCase: false }), NginxToken.text('')),
        ...endpointAddresses(pool.endpoints).map((member) =>
          row(
            NginxToken.patternKey({ source: `;${endpointKey(pool, member)}(?:\\||$)`, ignoreCase: false }),
            NginxToken.text(''),
          ),
        ),
      ]
    : [row(NginxToken.word('default'), NginxToken.text('')), row(reachedWithout, NginxToken.value(line))];
  define(assembly, printedDefinition(name, block('map', [key, NginxToken.variable(name)], rows)));
  return name;
};

/** A backend answered somebody who has no session. */
const reachedWithout = NginxToken.patternKey({ source: '^.+;$', ignoreCase: false });

const isPersistent = (pool: Pool, affinity: Affinity): boolean =>
  affinity.mode.value === 'persistent' && pool.endpoints.kind === 'addresses';

const cookieLine = (assembly: Assembly, pool: Pool, affinity: Affinity, path: string): Text => {
  const { cookie, secure, domain, sameSite, conditionalSameSiteNone } = affinity;
  const value: Text = isPersistent(pool, affinity)
    ? text(variable(keyVariable(pool, affinity)), `|${sessionTag(pool)}`)
    : text(variable(sessionVariable(pool, affinity)));
  const parts: (string | TextPart | Text)[] = [`${cookie.value}=`, value];
  const seconds = sessionSeconds(affinity);
  if (seconds !== undefined) parts.push(`; Max-Age=${seconds}`);
  if (domain !== undefined) parts.push(`; Domain=${domain.value}`);
  parts.push(`; Path=${path}`);
  parts.push(secure.value === 'always' ? '; Secure' : defined(assembly, secureAttribute));
  parts.push('; HttpOnly');
  if (sameSite !== undefined) {
    if (sameSite.value === 'None' && conditionalSameSiteNone.value) parts.push(defined(assembly, sameSiteAttribute));
    else parts.push(`; SameSite=${sameSite.value}`);
  }
  return text(...parts);
};

const attribute = (name: string, from: string, rows: readonly Row[]): Definition => ({
  name,
  statement: block('map', [NginxToken.variable(from), NginxToken.variable(name)], rows),
});

const secureAttribute = attribute('ic_cookie_secure', 'https', [
  row(NginxToken.word('default'), NginxToken.text('')),
  row(NginxToken.word('on'), NginxToken.text('; Secure')),
]);

/** Browsers that take SameSite=None for Strict, or drop the cookie. */
const mishandling = [
  'Chrome/[56]\\d\\.',
  'iPhone; CPU iPhone OS 12[_ ]',
  'iPad; CPU OS 12[_ ]',
  'Mac OS X 10_14.*Version/[\\d.]+.* Safari',
];

const sameSiteAttribute = attribute('ic_cookie_same_site_none', 'http_user_agent', [
  row(NginxToken.word('default'), NginxToken.text('; SameSite=None')),
  ...mishandling.map((source) => row(NginxToken.patternKey({ source, ignoreCase: false }), NginxToken.text(''))),
]);

const defined = (assembly: Assembly, definition: Definition): TextPart => {
  define(assembly, definition);
  return variable(definition.name);
};
