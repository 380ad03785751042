/** Writes the servers, leaving out of each location what the http block says already. */
import type { BuiltLocation, Hoisted } from './location.ts';
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
  const out: string[] = [];
  for (const server of servers) {
    out.push('    server {\n', server.head);
    for (const { matches, body } of server.locations) {
      const printed = printBody(body, hoisted, server.explicitHeaders);
      for (const match of matches) out.push(match, ' {\n', printed, '        }\n');
    }
    out.push(server.side, '    }\n');
  }
  return out.join('');
};

const printBody = (body: BuiltLocation, hoisted: Hoisted, explicitHeaders: boolean): string => {
  let out = body.head;
  if (body.closed === true) return out;
  for (const [i, value] of body.settings.entries())
    if (value !== undefined && value !== hoisted.settings[i]) out += value;
  if (explicitHeaders) out += body.response;
  else if (body.response !== hoisted.response) out += body.response === '' ? noResponse : body.response;
  if (body.tail === '') return out;
  if (body.hidden !== hoisted.hidden) out += body.hidden === '' ? noHidden : body.hidden;
  if (body.request !== (body.grpc ? hoisted.grpcRequest : hoisted.request)) out += body.request;
  return out + body.tail;
};
