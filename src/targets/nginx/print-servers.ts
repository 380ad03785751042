/** Writes the servers, leaving out of each location what the http block says already. */
import type { BuiltLocation, Hoisted, LocationShare, Passing, Target } from './built-location.ts';
import { createLongText } from './long-text.ts';
import { locationIndent, printStatement } from './print.ts';
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
  for (const server of servers) {
    const printShare = server.explicitHeaders ? explicit : inherited;
    out.add('    server {\n');
    out.add(server.listen);
    out.add(printNames(server));
    out.add(server.head);
    for (const location of server.locations) {
      const shared = printShare(location);
      const tail = printTail(location);
      for (const match of location.matches) {
        out.add(match);
        out.add(location.head);
        out.add(shared);
        out.add(tail);
        out.add('        }\n');
      }
    }
    out.add(server.side);
    out.add('    }\n');
  }
  return out.end();
};

const printNames = ({ names }: BuiltServer): string =>
  printStatement(directive('server_name', ...names.map((name) => name.token)), '        ');

const printTail = ({ passing, target }: BuiltLocation): string =>
  passing === undefined ? '' : passing.before + passLine(passing, target);

const passLine = ({ name, scheme }: Passing, target: Target): string =>
  name === undefined ? '' : printStatement(directive(name, NginxToken.value(text(scheme, target))), locationIndent);

/** What of the settings and header lists remains to be said in a location; once for all locations that share them. */
const sharePrinter = (hoisted: Hoisted, explicitHeaders: boolean): ((location: BuiltLocation) => string) => {
  const passed = new Map<LocationShare, string>();
  const answered = new Map<LocationShare, string>();
  return ({ share, passing }) => {
    const known = passing === undefined ? answered : passed;
    const earlier = known.get(share);
    if (earlier !== undefined) return earlier;
    const printed = printShare(share, hoisted, explicitHeaders, passing !== undefined);
    known.set(share, printed);
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
