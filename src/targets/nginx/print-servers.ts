/** Writes the servers, leaving out of each location what the http block says already. */
import type { BuiltLocation, Hoisted, LocationShare, Passing, Target } from './built-location.ts';
import { createLongText } from './long-text.ts';
import { around, closing, locationIndent, opening, printStatement } from './print.ts';
import type { BuiltServer } from './server.ts';
import { text } from './text.ts';
import { NginxToken } from './token.ts';
import { directive } from './tree.ts';

/** An empty header is not sent, but ends the inheritance of the others. */
const noResponse = printStatement(
  directive('add_header', NginxToken.literal('Strict-Transport-Security'), NginxToken.text('')),
  locationIndent,
);
const noHidden = printStatement(directive('proxy_hide_header', NginxToken.literal('X-Accel-Redirect')), locationIndent);

export const printServers = (servers: readonly BuiltServer[], hoisted: Hoisted): readonly string[] => {
  const inherited = sharePrinter(hoisted, false);
  const explicit = sharePrinter(hoisted, true);
  const out = createLongText();
  for (let i = 0; i < servers.length; i++) {
    const server = servers[i];
    if (server === undefined) continue;
    const printShare = server.explicitHeaders ? explicit : inherited;
    out.add(`${serverOpens}${server.listen}${printNames(server)}${server.head}`);
    for (let j = 0; j < server.locations.length; j++) {
      const location = server.locations[j];
      if (location === undefined) continue;
      const { head, matches } = location;
      const shared = printShare(location);
      const tail = printTail(location);
      for (let k = 0; k < matches.length; k++) {
        out.add(matches[k] ?? '');
        if (head !== '') out.add(head);
        if (shared !== '') out.add(shared);
        out.add(tail);
      }
    }
    if (server.side !== '') out.add(server.side);
    out.add(serverCloses);
  }
  return out.end();
};

const serverOpens = '    server {\n';
const serverCloses = '    }\n';
const locationCloses = '        }\n';

const nameLine = opening('server_name', '        ');
const lineCloses = closing([]);

const printNames = ({ names }: BuiltServer): string => {
  const only = names[0];
  if (only !== undefined && names.length === 1) return around(nameLine, only.token, lineCloses);
  return printStatement(directive('server_name', ...names.map((name) => name.token)), '        ');
};

/** To the end of the location. */
const printTail = ({ passing, target }: BuiltLocation): string =>
  passing === undefined ? locationCloses : passing.before + passLine(passing, target) + locationCloses;

const passLines = {
  proxy_pass: opening('proxy_pass', locationIndent),
  grpc_pass: opening('grpc_pass', locationIndent),
  fastcgi_pass: opening('fastcgi_pass', locationIndent),
};

const passLine = ({ name, scheme }: Passing, target: Target): string => {
  if (name === undefined) return '';
  const only = scheme[0];
  const literal = typeof target === 'string' && only?.kind === 'text' && scheme.length === 1;
  const word = literal ? NginxToken.text(only.text + target) : NginxToken.value(text(scheme, target));
  return around(passLines[name], word, lineCloses);
};

/** What of the settings and header lists remains to be said in a location; once for all locations that share them. */
const sharePrinter = (hoisted: Hoisted, explicitHeaders: boolean): ((location: BuiltLocation) => string) => {
  const passed = new Map<LocationShare, string>();
  const answered = new Map<LocationShare, string>();
  let last: { readonly share: LocationShare; readonly passes: boolean; readonly printed: string } | undefined;
  return ({ share, passing }) => {
    const passes = passing !== undefined;
    // Neighbours are mostly alike.
    if (last?.share === share && last.passes === passes) return last.printed;
    const known = passes ? passed : answered;
    let printed = known.get(share);
    if (printed === undefined) {
      printed = printShare(share, hoisted, explicitHeaders, passes);
      known.set(share, printed);
    }
    last = { share, passes, printed };
    return printed;
  };
};

const printShare = (share: LocationShare, hoisted: Hoisted, explicitHeaders: boolean, passes: boolean): string => {
  if (share.closed) return '';
  let out = '';
  for (let i = 0; i < share.settings.length; i++) {
    const value = share.settings[i];
    if (value !== undefined && value !== hoisted.settings[i]) out += value;
  }
  if (explicitHeaders) out += share.response;
  else if (share.response !== hoisted.response) out += share.response === '' ? noResponse : share.response;
  if (!passes) return out;
  if (share.hidden !== hoisted.hidden) out += share.hidden === '' ? noHidden : share.hidden;
  if (share.request !== (share.grpc ? hoisted.grpcRequest : hoisted.request)) out += share.request;
  return out;
};
