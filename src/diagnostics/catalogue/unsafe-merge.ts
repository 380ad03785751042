/** What stays open because of how Ingresses, hosts and paths come together (see `unsafe.ts`). */
import { entry } from '../entry.ts';
import { quoted } from '../quoted.ts';
import type { Named } from './unsafe.ts';

export interface OnHost extends Named {
  readonly host: string;
}
export interface OnPath extends OnHost {
  readonly path: string;
}

const hostName = (host: string): string => (host === '' ? 'the catch-all' : host);
const place = ({ host, path }: OnPath): string => `${hostName(host)}${host === '' ? ' ' : ''}${path}`;

export const unsafeMergeCodes = {
  M424: entry<OnHost>({
    severity: 'warning',
    outcome: 'note',
    title: 'No certificate for the host',
    say: (a) =>
      `${a.key} asks for TLS on ${a.host} without naming a Secret, and there is no default certificate: a placeholder nobody can verify is served`,
    hint: 'Add secretName, or name the default certificate with --default-ssl-certificate. --harden answers 503 on paths redirected to HTTPS until then.',
  }),
  M470: entry<Named & { readonly protocol: string; readonly why: string }>({
    severity: 'warning',
    outcome: 'note',
    title: 'Backend whose certificate is not checked',
    say: (a) =>
      `${a.key}: ${a.protocol} to the backend without a look at its certificate (${a.why}): whoever gets between reads and changes everything`,
    hint: 'Give proxy-ssl-secret a ca.crt and set proxy-ssl-verify to "on" and proxy-ssl-name. --harden checks the certificate where a ca.crt is there, and answers 503 where not.',
  }),
  M471: entry<OnPath>({
    severity: 'warning',
    outcome: 'note',
    title: 'Client certificates avoided over plain HTTP',
    say: (a) =>
      `${a.key}: client certificates are checked over HTTPS only, and ${place(a)} is served over plain HTTP without them`,
    hint: 'Add the host to spec.tls, or set force-ssl-redirect. --harden sends plain HTTP to HTTPS.',
  }),
  M472: entry<OnHost>({
    severity: 'warning',
    outcome: 'note',
    title: 'Certificate header a client can forge',
    say: (a) =>
      `${a.key}: a ssl-client-cert header sent by a client of ${hostName(a.host)} reaches the backend as if the proxy had made it`,
    hint: 'Set auth-tls-pass-certificate-to-upstream, or ignore the header in the backend. --harden removes it.',
  }),
  M473: entry<Named>({
    severity: 'warning',
    outcome: 'note',
    title: 'Blocked addresses let in by an address list',
    say: (a) =>
      `${a.key} takes the place of block-cidrs of the ConfigMap: addresses blocked there reach the paths of the Ingress unless this list keeps them out as well`,
    hint: 'Repeat the blocked addresses in denylist-source-range. --harden applies both.',
  }),
  M474: entry<Named & { readonly check: string }>({
    severity: 'warning',
    outcome: 'note',
    title: 'Redirect in front of an access check',
    say: (a) => `${a.key} answers before ${a.check} is looked at: everybody is redirected, over plain HTTP too`,
    hint: 'Remove the check, or let the backend redirect. --harden answers 503 instead.',
  }),
  M475: entry<OnHost & { readonly check: string }>({
    severity: 'warning',
    outcome: 'note',
    title: 'Access check avoided by passthrough',
    say: (a) =>
      `${a.key}: TLS connections of ${a.host} go to the backend undecrypted, so ${a.check} is checked over plain HTTP only`,
    hint: 'Check in the backend, or give up passthrough for the host. --harden does not pass the connections through.',
  }),
  M476: entry<OnPath & { readonly by: string }>({
    severity: 'warning',
    outcome: 'note',
    title: 'Path of a dropped Ingress served without its check',
    say: (a) =>
      `${place(a)}: its Ingress is not served, and ${a.by === '' ? 'another Ingress of the host' : `Ingress ${a.by}`} answers the path without the check of ${a.key}`,
    hint: 'Correct the Ingress that is dropped. --harden answers 503 on its paths.',
  }),
  M477: entry<Named>({
    severity: 'warning',
    outcome: 'note',
    title: 'Access check of a canary',
    say: (a) =>
      `${a.key} has no effect on a canary: its requests are checked as those of the primary, which lacks this check`,
    hint: 'Set it on the primary. --harden sends the canary no requests.',
  }),
  M478: entry<OnPath & { readonly prefix: string }>({
    severity: 'warning',
    outcome: 'note',
    title: 'Path exempt from authentication',
    say: (a) => `${place(a)} begins with ${quoted(a.prefix)} of no-auth-locations: ${a.key} is not asked for there`,
    hint: 'Rename the path or shorten no-auth-locations. --harden exempts whole path elements, and from global authentication only.',
  }),
  M479: entry<OnPath & { readonly type: string; readonly example: string }>({
    severity: 'warning',
    outcome: 'note',
    title: 'Path that matches more than its type says',
    say: (a) =>
      `${place(a)} has type ${a.type}, but ${a.key} makes it an unanchored, case-insensitive expression: ${a.example} is served as well`,
    hint: 'Write the end out, e.g. /path(/|$)(.*) with type ImplementationSpecific. --harden matches as the type says.',
  }),
  M480: entry<OnHost & { readonly winner: string }>({
    severity: 'warning',
    outcome: 'ignored',
    title: 'Access check lost to an older Ingress',
    say: (a) =>
      `${a.key} is without effect on ${hostName(a.host)}: the older Ingress ${a.winner} sets it for the whole host, so this check is not made`,
    hint: 'Set it in one Ingress of the host only. --harden answers 503 on the paths of this Ingress.',
  }),
  M481: entry<Named & { readonly checks: string }>({
    severity: 'warning',
    outcome: 'note',
    title: 'One access check is enough',
    say: (a) => `${a.key}: any lets in whoever passes one of ${a.checks}`,
    hint: 'Write all, or remove the annotation, if every check has to be passed. --harden asks for all.',
  }),
};
