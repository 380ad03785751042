/** Settings of Ingresses that hold for a whole host. */
import { type Report, seenFrom } from '../../../diagnostics/report.ts';
import { type Origins, placesIn } from '../../../source/traced.ts';
import type { IngressInput, ServerDraft } from './drafts.ts';
import type { SpecPaths } from './spec-paths.ts';
import type { Certificates } from './tls.ts';
import { certificateEntry } from './tls-entry.ts';

/** Host-wide settings: the oldest Ingress that has one decides, for all paths of the host. */
export const configureHost = (
  input: IngressInput,
  server: ServerDraft,
  certificates: Certificates,
  paths: SpecPaths,
  report: Report,
): void => {
  const { ingress, settings } = input;
  if (settings.aliases !== undefined) {
    if (server.aliases === undefined)
      server.aliases = { names: settings.aliases.value, traced: settings.aliases, owner: input };
    else if (server.aliases.owner !== input)
      shadowed(report, input, 'server-alias', server.host, server.aliases.owner, settings.aliases.from);
  }
  if (settings.serverSnippet !== undefined) {
    const first = settings.serverSnippet.texts[0]?.text.from;
    if (server.serverSnippet === undefined) server.serverSnippet = input;
    else if (server.serverSnippet !== input && first !== undefined)
      shadowed(report, input, 'server-snippet', server.host, server.serverSnippet, first);
  }
  if (settings.tlsCiphers !== undefined) server.ciphers ??= { feature: settings.tlsCiphers, owner: input };
  if (settings.passthrough !== undefined) server.passthrough ??= settings.passthrough;
  if (server.host !== '' && server.tls === undefined && ingress.spec.tls.length > 0) {
    server.tls = certificateEntry(ingress, server.host, certificates, paths, report);
  }
};

/** Client certificates are asked for by the oldest Ingress that says so, canaries included. */
export const askForCertificates = (input: IngressInput, host: string, server: ServerDraft, report: Report): void => {
  const { clientCertificates: feature } = input.settings;
  if (feature === undefined) return;
  if (server.clientCertificates === undefined) server.clientCertificates = { feature, owner: input };
  else if (server.clientCertificates.owner !== input)
    shadowed(report, input, 'auth-tls-secret', host, server.clientCertificates.owner, feature.ca.from);
};

const shadowed = (
  report: Report,
  input: IngressInput,
  what: string,
  host: string,
  winner: IngressInput,
  at: Origins,
): void =>
  seenFrom(report, { object: input.ingress.object }).add(
    'M430',
    { what, host, winner: `${winner.ingress.namespace}/${winner.ingress.name}` },
    at,
  );

/** A name that is a host of its own, or an alias of an earlier one, is no alias. */
export const dropCollidingAliases = (servers: ReadonlyMap<string, ServerDraft>, report: Report): void => {
  const owners = new Map<string, string>();
  const named = [...servers.values()].filter(({ aliases }) => aliases !== undefined);
  for (const server of named.sort((a, b) => (a.host < b.host ? -1 : 1))) {
    const { aliases, host } = server;
    if (aliases === undefined) continue;
    const { names, traced, owner } = aliases;
    const places = placesIn(traced.from, { object: owner.ingress.object });
    const kept = names.filter((name) => {
      const taken = servers.has(name) ? name : owners.get(name);
      if (taken === undefined) {
        owners.set(name, host);
        return true;
      }
      report.add('M431', { alias: name, host, taken }, places);
      return false;
    });
    server.aliases = { ...aliases, names: [...new Set(kept)].sort() };
  }
};
