/** The certificate list of the TLS listeners. The first line is the default certificate; nothing is picked by the names inside files. */
import { placeholderCertificate } from '../../model/placeholder-certificate.ts';
import type { Emitted, EmittedSite, OutputFile } from '../target.ts';
import { tlsNames } from './features/site.ts';
import { secretFile } from './names.ts';
import { lineText } from './print.ts';
import type { HaproxyNode, Line } from './tree.ts';

const placeholderFile = 'tls/placeholder.pem';

export const certificates = (emitted: Emitted<HaproxyNode>): readonly OutputFile[] => {
  const own = emitted.model.controller.defaultCertificate?.certificate.value;
  const fallback =
    own === undefined ? placeholderFile : secretFile(emitted.options, 'tls', own.certificate.secret, 'pem');
  const lines = [`${fallback} !*\n`];
  const strict = emitted.model.controller.tlsPolicy?.rejectUnknownNames.value === true;
  const taken = new Set<string>();
  for (const site of emitted.sites) lines.push(...siteLines(site, fallback, taken, strict));
  const list: OutputFile = { name: 'tls/certificates.txt', text: lines.join(''), secret: false };
  if (own !== undefined) return [list];
  const text = `${placeholderCertificate.certificate.trimEnd()}\n${placeholderCertificate.key.trimEnd()}\n`;
  return [list, { name: placeholderFile, text, secret: false }];
};

const siteLines = (
  { site, nodes }: EmittedSite<HaproxyNode>,
  fallback: string,
  taken: Set<string>,
  strict: boolean,
): readonly string[] => {
  const entries = nodes.flatMap((n) => (n.in === 'certificate' ? [n] : []));
  const options = entries.flatMap((e) => e.options ?? ([] as Line));
  const covered = entries.find((e) => e.file !== undefined);
  const counterpart = site.features.wwwRedirect?.covered === true ? [site.features.wwwRedirect.from.value] : [];
  const free = (names: readonly string[]): readonly string[] =>
    names.map((n) => n.toLowerCase()).filter((n) => !taken.has(n) && taken.add(n));
  const mine = free([...(covered?.names ?? []), ...(covered === undefined ? [] : counterpart)]);
  const others = site.tls || strict || options.length > 0 ? free(tlsNames(site)) : [];
  const bracket = options.length === 0 ? '' : ` [${lineText(options)}]`;
  const printed = (file: string, names: readonly string[]): readonly string[] =>
    names.length === 0 ? [] : [`${file}${bracket} ${names.join(' ')}\n`];
  return [...(covered?.file === undefined ? [] : printed(covered.file, mine)), ...printed(fallback, others)];
};
