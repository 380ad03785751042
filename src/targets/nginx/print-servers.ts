/** Writes the servers, leaving out of each location what the http block says already. */
import type { BuiltLocation, Hoisted, LocationShare } from './built-location.ts';
import { printStatements } from './print.ts';
import type { BuiltServer } from './server.ts';
import { NginxToken } from './token.ts';
import { directive } from './tree.ts';

const indent = '            ';
/** An empty header is not sent, but ends the inheritance of the others. */
const noResponse = printStatements(
  [directive('add_header', NginxToken.literal('Strict-Transport-Security'), NginxToken.text(''))],
  indent,
);
const noHidden = printStatements([directive('proxy_hide_header', NginxToken.literal('X-Accel-Redirect'))], indent);

export const printServers = (servers: readonly BuiltServer[], hoisted: Hoisted): string => {
  const inherited = sharePrinter(hoisted, false);
  const explicit = sharePrinter(hoisted, true);
  const out: string[] = [];
  for (const server of servers) {
    const printShare = server.explicitHeaders ? explicit : inherited;
    out.push('    server {\n', server.head);
    for (const location of server.locations) {
      const shared = printShare(location);
      for (const match of location.matches) out.push(match, location.head, shared, location.tail, '        }\n');
    }
    out.push(server.side, '    }\n');
  }
  return out.join('');
};

/** What of the settings and header lists remains to be said in a location; once for all locations that share them. */
const sharePrinter = (hoisted: Hoisted, explicitHeaders: boolean): ((location: BuiltLocation) => string) => {
  const passing = new Map<LocationShare, string>();
  const answering = new Map<LocationShare, string>();
  return ({ share, tail }) => {
    const known = tail === '' ? answering : passing;
    const earlier = known.get(share);
    if (earlier !== undefined) return earlier;
    const printed = printShare(share, hoisted, explicitHeaders, tail !== '');
    known.set(share, printed);
    return printed;
  };
};

const printShare = (share: LocationShare, hoisted: Hoisted, explicitHeaders: boolean, passes: boolean): string => {
  if (share.closed) return '';
  let out = '';
  for (const [i, value] of share.settings.entries())
    if (value !== undefined && value !== hoisted.settings[i]) out += value;
  if (explicitHeaders) out += share.response;
  else if (share.response !== hoisted.response) out += share.response === '' ? noResponse : share.response;
  if (!passes) return out;
  if (share.hidden !== hoisted.hidden) out += share.hidden === '' ? noHidden : share.hidden;
  if (share.request !== (share.grpc ? hoisted.grpcRequest : hoisted.request)) out += share.request;
  return out;
};
