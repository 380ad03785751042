/** What the controller leaves open and the output therefore keeps open, and what `--harden` does instead. */
import { entry } from '../entry.ts';
import { quoted, shortened } from '../quoted.ts';

export interface Named {
  /** Annotation, ConfigMap key or field that is to blame. */
  readonly key: string;
}
export interface Valued extends Named {
  readonly value: string;
}

/** Found while annotations and the ConfigMap are read. */
export const unsafeCodes = {
  D380: entry<Valued>({
    severity: 'warning',
    outcome: 'invalid',
    title: 'External authentication lost to a side key',
    say: (a) =>
      `${a.key}: ${quoted(a.value)} is refused; the controller then drops auth-url without a word: everybody reaches the paths of the Ingress unless global authentication applies`,
    hint: 'Correct the value. The output is as open as the controller; --harden answers 503 instead.',
  }),
  D381: entry<Named>({
    severity: 'warning',
    outcome: 'invalid',
    title: 'Empty access check',
    say: (a) => `${a.key} is empty: the controller takes it for absent, and everybody reaches the paths of the Ingress`,
    hint: 'Give it a value or remove it. The output is as open as the controller; --harden answers 503 instead.',
  }),
  D382: entry<Named>({
    severity: 'warning',
    outcome: 'invalid',
    title: 'Client certificates that nobody asks for',
    say: (a) =>
      `${a.key} is set without a usable auth-tls-secret: the controller asks no client for a certificate, and everybody reaches the hosts of the Ingress`,
    hint: 'Name the Secret with the CA in auth-tls-secret (namespace/name). --harden answers 403 on these hosts instead.',
  }),
  D383: entry<Named & { readonly origins: string }>({
    severity: 'warning',
    outcome: 'note',
    title: 'Every origin, with credentials',
    say: (a) =>
      `${a.key}: ${a.origins === '' ? 'no cors-allow-origin is set, so ' : ''}every website may read the answers (*), and Access-Control-Allow-Credentials: true is sent with it`,
    hint: 'Name the origins in cors-allow-origin, or set cors-allow-credentials to "false". --harden leaves the credentials header out.',
  }),
  D384: entry<Named>({
    severity: 'warning',
    outcome: 'note',
    title: 'The origin null',
    say: (a) =>
      `${a.key}: null is the Origin of every sandboxed frame and local file, so any website can take it and read the answers`,
    hint: 'Remove null from the list. --harden leaves it out.',
  }),
  D385: entry<Valued & { readonly open: string }>({
    severity: 'warning',
    outcome: 'note',
    title: 'Client certificates that need not be valid',
    say: (a) => `${a.key}: with ${quoted(a.value)} ${a.open}`,
    hint: 'Write on, unless the backend itself looks at the ssl-client-verify header. --harden requires a valid certificate.',
  }),
  D386: entry<Valued>({
    severity: 'warning',
    outcome: 'note',
    title: 'Certificate subject compared in part',
    say: (a) =>
      `${a.key}: ${quoted(a.value)} is looked for anywhere in the subject, so a longer name that begins alike passes as well`,
    hint: 'End the pattern with (,|$). --harden compares whole parts of the subject.',
  }),
  D388: entry<Valued>({
    severity: 'warning',
    outcome: 'note',
    title: 'Authentication answers shared by all clients',
    say: (a) =>
      `${a.key}: ${quoted(a.value)} holds nothing that tells clients apart (a cookie or a header), so the answer given to one lets all others in while it is cached`,
    hint: 'Add the credential to the key, e.g. $http_authorization or $cookie_session. --harden does not cache.',
  }),
  D389: entry<Named & { readonly check: string }>({
    severity: 'warning',
    outcome: 'note',
    title: 'Check of the controller switched off by an Ingress',
    say: (a) => `${a.key}: false takes ${a.check} of the controller away from the paths of the Ingress`,
    hint: 'Remove the annotation unless these paths are meant for everybody. --harden keeps the check, except where clients sign in.',
  }),
  D390: entry<Valued & { readonly global: string }>({
    severity: 'warning',
    outcome: 'note',
    title: "The controller's address list replaced by an Ingress",
    say: (a) =>
      `${a.key}: ${quoted(a.value)} replaces ${a.global} of the ConfigMap on the paths of the Ingress, and lets in addresses which that one keeps out`,
    hint: "Name only addresses the controller's list allows too. --harden applies both lists.",
  }),
  D391: entry<Named & { readonly meant: string }>({
    severity: 'warning',
    outcome: 'unknown',
    title: 'Access check under a wrong name',
    say: (a) =>
      `${shortened(a.key)}: ingress-nginx has no such annotation and ignores it, so the check of ${a.meant} is not made and everybody reaches the paths of the Ingress`,
    hint: (a) => `Write ${a.meant}, or remove the annotation. --harden answers 503 until then.`,
  }),
  D392: entry<Named>({
    severity: 'warning',
    outcome: 'ignored',
    title: 'Access check in a blanked snippet',
    say: (a) =>
      `${a.key} is blanked because allow-snippet-annotations is not true: what it forbids is allowed on the paths of the Ingress`,
    hint: 'Use annotations (allowlist-source-range, auth-url …) or allow snippets in the ConfigMap. --harden answers 503 instead.',
  }),
  D393: entry<Valued>({
    severity: 'warning',
    outcome: 'note',
    title: 'Redirect to a host the client chooses',
    say: (a) =>
      `${a.key}: in ${quoted(a.value)} a part of the request decides the host, so a link to this site can lead anywhere`,
    hint: 'Write the host out. --harden answers 503, or 401 where clients are sent to sign in, instead.',
  }),
  D394: entry<Named & { readonly believed: string }>({
    severity: 'warning',
    outcome: 'note',
    title: 'Forwarded headers believed from anybody',
    say: (a) =>
      `ConfigMap key ${a.key}: ${a.believed} believed from every client, who can so forge the address that lists and limits see`,
    hint: 'Name the load balancers in front in proxy-real-ip-cidr. --harden believes no such header.',
  }),
  D395: entry<Named>({
    severity: 'warning',
    outcome: 'note',
    title: 'Scheme, host and port believed from anybody',
    say: (a) =>
      `ConfigMap key ${a.key}: X-Forwarded-Proto, -Host and -Port are believed from every client; proxy-real-ip-cidr limits the address alone`,
    hint: 'Let nobody but the load balancer reach the proxy. --harden believes these headers from the addresses of proxy-real-ip-cidr only.',
  }),
  D396: entry<Valued & { readonly why: string }>({
    severity: 'warning',
    outcome: 'note',
    title: 'Weak TLS setting',
    say: (a) => `${a.key}: ${quoted(a.value)} ${a.why}`,
    hint: 'Remove it. --harden leaves the weak part out.',
  }),
  D397: entry<Valued>({
    severity: 'warning',
    outcome: 'note',
    title: 'Limits counted by what the client says',
    say: (a) =>
      `ConfigMap key ${a.key}: ${quoted(a.value)} is sent by the client, who gets a new count with every new value`,
    hint: 'Count $binary_remote_addr. --harden does.',
  }),
  D398: entry<Valued>({
    severity: 'warning',
    outcome: 'note',
    title: 'Authentication service whose certificate is not checked',
    say: (a) =>
      `${a.key}: the certificate of ${quoted(a.value)} is not checked, so whoever gets between decides who is let in`,
    hint: 'Ask a Service inside the cluster (http://name.namespace.svc.cluster.local). No annotation names an authority, so --harden changes nothing here.',
  }),
  D399: entry<Named & { readonly replaces: string; readonly now: string; readonly was: string }>({
    severity: 'warning',
    outcome: 'approximate',
    title: 'Hardened',
    say: (a) => `${shortened(a.key)}: hardened: ${a.now} instead of ${a.was} (${a.replaces})`,
    hint: 'The controller leaves this open. Correct the input, or render without --harden to have it as the controller does.',
  }),
};
