import { entry } from '../entry.ts';
import { quoted } from '../quoted.ts';

export const mergeCodes = {
  M400: entry<{ readonly why: string }>({
    severity: 'info',
    outcome: 'note',
    title: 'Ingress of another controller',
    say: (a) => `left out: ${a.why}`,
    hint: 'Take it in with --class NAME (--class "" for Ingresses without a class), or give its IngressClass object as input.',
  }),
  M401: entry<{ readonly text: string; readonly what: string }>({
    severity: 'error',
    outcome: 'dropped',
    title: 'Refused by deep inspection',
    say: (a) => `not served: the controller refuses ${JSON.stringify(a.text)} because it holds ${a.what}`,
    hint: 'Remove the text; no host, path or TLS name needs it.',
  }),
  M410: entry<{ readonly service: string }>({
    severity: 'warning',
    outcome: 'note',
    title: 'Service not in the input',
    say: (a) =>
      `Service ${a.service} is not in the input although endpoints of other Services are: its paths answer 503, as the controller does`,
    hint: 'Add the Service and its EndpointSlices to the input, or leave out all EndpointSlices to route by DNS name.',
  }),
  M411: entry<{ readonly service: string; readonly port: string; readonly ports: string }>({
    severity: 'warning',
    outcome: 'note',
    title: 'Service has no such port',
    say: (a) =>
      `Service ${a.service} has no port ${a.port} (it has ${a.ports === '' ? 'none' : a.ports}): its paths answer 503, as the controller does`,
    hint: 'Correct the port of the backend, by number or by name.',
  }),
  M412: entry<{ readonly service: string; readonly port: string }>({
    severity: 'info',
    outcome: 'note',
    title: 'Service without ready endpoints',
    say: (a) => `Service ${a.service} has no ready endpoint for port ${a.port}: its paths answer 503 until it has one`,
    hint: 'Render again when endpoints exist, or leave EndpointSlices out of the input to route by DNS name.',
  }),
  M413: entry<{ readonly service: string; readonly port: string }>({
    severity: 'error',
    outcome: 'refused',
    title: 'Port name without its Service',
    say: (a) =>
      `port "${a.port}" of Service ${a.service} is a name, and the Service is not in the input: its paths answer 503`,
    hint: 'Add the Service to the input, or write the port number.',
  }),
  M414: entry<{ readonly service: string; readonly host: string }>({
    severity: 'warning',
    outcome: 'note',
    title: 'ExternalName to this machine',
    say: (a) => `Service ${a.service} points to "${a.host}", which the controller refuses: its paths answer 503`,
    hint: 'Use a real host name.',
  }),
  M415: entry<{ readonly path: string }>({
    severity: 'warning',
    outcome: 'dropped',
    title: 'Resource backend',
    say: (a) => `path "${a.path}" has a resource backend, which the controller skips`,
    hint: 'Name a Service.',
  }),
  M416: entry<{ readonly service: string; readonly why: string }>({
    severity: 'warning',
    outcome: 'ignored',
    title: 'Default backend not usable',
    say: (a) => `default backend ${a.service} is not used: ${a.why}`,
    hint: 'Add the Service (with its EndpointSlices) to the input.',
  }),
  M417: entry<{ readonly service: string; readonly host: string }>({
    severity: 'error',
    outcome: 'refused',
    title: 'Name that cannot be looked up',
    say: (a) => `"${a.host}" of Service ${a.service} is no name DNS can hold: its paths answer 503`,
    hint: 'Replace placeholders before rendering, and write the port into port.number.',
  }),
  M420: entry<{ readonly host: string }>({
    severity: 'info',
    outcome: 'note',
    title: 'TLS without a Secret for the host',
    say: (a) =>
      `no TLS entry of the Ingress names a Secret for ${a.host}: the default certificate is served, and plain HTTP is redirected all the same`,
    hint: 'Add the host and its secretName to spec.tls.',
  }),
  M421: entry<{ readonly host: string; readonly secret: string; readonly why: string }>({
    severity: 'warning',
    outcome: 'note',
    title: 'TLS Secret not usable',
    say: (a) =>
      `TLS Secret ${a.secret} of ${a.host} cannot be used (${a.why}): the default certificate is served, as the controller does`,
    hint: 'Add the Secret to the input (kubectl get secret -o yaml), or say with --certs where certificates lie on the proxy. --harden answers 503 on paths redirected to HTTPS until then.',
  }),
  M422: entry<{ readonly host: string; readonly secret: string; readonly names: string }>({
    severity: 'warning',
    outcome: 'note',
    title: 'Certificate does not cover the host',
    say: (a) =>
      `the certificate of Secret ${a.secret} covers ${a.names === '' ? 'no host' : a.names}, not ${a.host}: the default certificate is served, as the controller does`,
    hint: 'Issue the certificate for this host. --harden answers 503 on paths redirected to HTTPS until then.',
  }),
  M423: entry<{ readonly secret: string; readonly why: string }>({
    severity: 'warning',
    outcome: 'note',
    title: 'Default certificate not usable',
    say: (a) => `the default certificate ${a.secret} cannot be used: ${a.why}`,
    hint: 'Add the Secret to the input.',
  }),
  M425: entry<{ readonly host: string; readonly secret: string; readonly why: string }>({
    severity: 'warning',
    outcome: 'refused',
    title: 'Certificate too weak to load',
    say: (a) =>
      `TLS Secret ${a.secret} of ${a.host} is left out because ${a.why}, so that OpenSSL refuses to load it at its default security level: the default certificate is served, where the controller may have served this one`,
    hint: 'Issue a new certificate with a key of 2048 bits (RSA) or 256 bits (EC), signed with SHA-256.',
  }),
  M430: entry<{ readonly what: string; readonly host: string; readonly winner: string }>({
    severity: 'warning',
    outcome: 'ignored',
    title: 'An older Ingress decides for the host',
    say: (a) => `${a.what} is without effect on ${a.host}: the older Ingress ${a.winner} sets it for the whole host`,
    hint: 'Set it in one Ingress of the host only.',
  }),
  M431: entry<{ readonly alias: string; readonly host: string; readonly taken: string }>({
    severity: 'warning',
    outcome: 'ignored',
    title: 'Alias already taken',
    say: (a) =>
      `alias ${a.alias} of ${a.host} is without effect: ${a.taken === a.alias ? 'a host of that name exists' : `host ${a.taken} has the same alias`}`,
    hint: 'Remove the alias from one of them.',
  }),
  M432: entry<{ readonly host: string; readonly path: string; readonly winner: string }>({
    severity: 'warning',
    outcome: 'dropped',
    title: 'Path served by an older Ingress',
    say: (a) =>
      `${a.host === '' ? 'the catch-all' : a.host}${a.path} is already served by Ingress ${a.winner}: the controller ignores this one`,
    hint: 'Remove one of the two. The older object wins; give creationTimestamp (kubectl get -o yaml) if the order is not the one in the cluster.',
  }),
  M433: entry<{ readonly host: string; readonly path: string; readonly other: string }>({
    severity: 'error',
    outcome: 'dropped',
    title: 'Paths that break the controller',
    say: (a) =>
      `${a.host}${a.path} and ${a.host}${a.other} become the same location: the controller could load no change of any Ingress; the older one is served`,
    hint: 'Keep one of the two paths: a Prefix path matches with and without its final slash.',
  }),
  M443: entry<{ readonly path: string; readonly why: string }>({
    severity: 'error',
    outcome: 'refused',
    title: 'Expression that breaks the controller',
    say: (a) =>
      `path ${quoted(a.path)} is a regular expression and ${a.why}; with it the controller cannot load any change, for all hosts`,
    hint: 'Correct the expression.',
  }),
  M434: entry<{ readonly host: string; readonly why: string }>({
    severity: 'warning',
    outcome: 'ignored',
    title: 'No www redirect',
    say: (a) => `from-to-www-redirect is without effect on ${a.host === '' ? 'the catch-all' : a.host}: ${a.why}`,
    hint: 'Remove the annotation, or the other host.',
  }),
  M435: entry<{ readonly host: string }>({
    severity: 'warning',
    outcome: 'ignored',
    title: 'Passthrough without a root path',
    say: (a) => `ssl-passthrough is without effect on ${a.host}: no Service stands behind its path /`,
    hint: 'Give the host a path / with the Service that terminates TLS.',
  }),
  M436: entry<{ readonly host: string; readonly path: string }>({
    severity: 'warning',
    outcome: 'ignored',
    title: 'Path of a passthrough host',
    say: (a) =>
      `path ${a.path} of ${a.host} is reachable over plain HTTP only: TLS connections of the host are passed to the Service of /`,
    hint: 'Route by path behind the proxy, or give up passthrough for this host.',
  }),
  M437: entry<{ readonly host: string; readonly path: string; readonly by: string }>({
    severity: 'warning',
    outcome: 'note',
    title: 'Path became a regular expression',
    say: (a) =>
      `${a.host}${a.path} is matched as an unanchored, case-insensitive expression (longer paths that begin alike are served as well), because Ingress ${a.by} of the same host uses use-regex or rewrite-target`,
    hint: 'Move the Ingress with the expression to a host of its own to keep exact and prefix matching here. --harden matches as the path types say.',
  }),
  M440: entry<{ readonly why: string }>({
    severity: 'warning',
    outcome: 'ignored',
    title: 'Canary without a primary',
    say: (a) => `the canary is without effect: ${a.why}`,
    hint: 'Give the primary Ingress as input, too.',
  }),
  M441: entry<{ readonly host: string; readonly path: string; readonly why: string }>({
    severity: 'warning',
    outcome: 'ignored',
    title: 'Canary path without a partner',
    say: (a) => `path ${a.path} of the canary is without effect: ${a.why}`,
    hint: 'Give the canary the same host, path text and path type as the primary, and another Service.',
  }),
  M442: entry<{ readonly path: string; readonly canary: string }>({
    severity: 'error',
    outcome: 'dropped',
    title: 'Path lost to a canary',
    say: (a) => `path ${a.path} is not served: the older canary Ingress ${a.canary} names the same Service and port`,
    hint: 'Give the canary a Service of its own.',
  }),
  M444: entry<{ readonly canary: string; readonly place: string; readonly more: number }>({
    severity: 'warning',
    outcome: 'note',
    title: 'Canary of a shared Service',
    say: (a) =>
      `canary ${a.canary} also gets requests of ${a.place}${a.more === 0 ? '' : ` and of ${a.more} more paths`}, which it does not name: the controller attaches a canary to the Service of the primary, wherever that is used`,
    hint: 'Give the paths that shall have no canary a Service of their own with the same selector.',
  }),
  M450: entry<{ readonly configMap: string; readonly protocol: string }>({
    severity: 'error',
    outcome: 'refused',
    title: 'Services ConfigMap not in the input',
    say: (a) => `ConfigMap ${a.configMap} with the ${a.protocol.toUpperCase()} services is not in the input`,
    hint: 'Add it to the input.',
  }),
  M451: entry<{ readonly port: string; readonly value: string }>({
    severity: 'error',
    outcome: 'invalid',
    title: 'Service entry not understood',
    say: (a) => `"${a.port}: ${a.value}" is not port: namespace/service:port[:PROXY][:PROXY]`,
    hint: 'Write for instance 9000: default/db:5432.',
  }),
  M460: entry<{ readonly key: string }>({
    severity: 'info',
    outcome: 'ignored',
    title: 'Without effect here',
    say: (a) => `${a.key} has no effect: no path, host or backend of the input is reached by it`,
    hint: 'Remove it, or check that its Ingress has the paths, protocol and companions it needs.',
  }),
};
