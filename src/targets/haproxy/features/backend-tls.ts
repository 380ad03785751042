import { because, type Reason } from '../../../diagnostics/report.ts';
import type { BackendTls } from '../../../model/features/backend-features.ts';
import { isCipherList } from '../../../model/values/cipher-list.ts';
import { isWritten } from '../../../source/traced.ts';
import { type Outcome, spent, withDifferences } from '../../target.ts';
import { secretFile } from '../names.ts';
import { Expression, HaproxyToken } from '../token.ts';
import { type AnyRoute, type HaproxyNode, type Line, line } from '../tree.ts';

/** Name that nginx checks when none is given: that of its one upstream. */
const unnamed = 'upstream_balancer';

export const backendTls = (feature: BackendTls, at: AnyRoute): Outcome<HaproxyNode> => {
  const { ca, certificate, ciphers, protocols, name, verify, verifyDepth, sni, ...rest } = feature;
  spent(rest);
  const differences: Reason[] = [];
  // A name that cannot be written must not switch the check off: the stand-in matches no certificate.
  const usable = name === undefined || /^[A-Za-z0-9._*-]+$/.test(name.value);
  if (!usable) differences.push(because('T5203', { what: 'proxy-ssl-name' }, name.from));
  const host = usable ? (name?.value ?? unnamed) : unnamed;
  const asked = isWritten(ciphers) && ciphers.value !== '' && ciphers.value !== 'DEFAULT';
  const chosen = asked && isCipherList(ciphers.value);
  if (asked && !chosen) differences.push(because('T5217', { what: 'proxy-ssl-ciphers' }, ciphers.from));
  const nodes: HaproxyNode[] = [];
  const words: Line[] = [];
  if (verify.value && ca !== undefined) {
    const file = secretFile(at.options, 'tls', ca.value.secret, 'ca.pem');
    if (at.options.writeSecrets) nodes.push({ in: 'file', file: { name: file, text: ca.value.text, secret: true } });
    words.push(line('verify', 'required', 'ca-file', HaproxyToken.file(file)));
    if (!sni.value) words.push(line('verifyhost', HaproxyToken.word(host)));
  } else words.push(line('verify', 'none'));
  if (sni.value) words.push(line('sni', HaproxyToken.sample(Expression.of('str', host))));
  if (certificate !== undefined) {
    const { certificate: chain, key } = certificate.value;
    const file = secretFile(at.options, 'tls', chain.secret, 'client.pem');
    if (at.options.writeSecrets)
      nodes.push({
        in: 'file',
        file: { name: file, text: `${chain.text.trimEnd()}\n${key.text.trimEnd()}\n`, secret: true },
      });
    words.push(line('crt', HaproxyToken.file(file)));
  }
  if (chosen) words.push(line('ciphers', HaproxyToken.suites(ciphers.value)));
  words.push(...versionBounds(protocols.value));
  if (isWritten(verifyDepth) && verifyDepth.value !== 1)
    differences.push(because('T5243', { what: 'proxy-ssl-verify-depth', depth: verifyDepth.value }, verifyDepth.from));
  return withDifferences<HaproxyNode>([...nodes, { in: 'server', words: words.flat() }], differences);
};

const order = ['TLSv1.0', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const;

/** A list of versions as bounds; nothing when the library's own range is asked for. */
export const versionBounds = (protocols: readonly string[]): readonly Line[] => {
  const asked = protocols.map((p) => (p === 'TLSv1' ? 'TLSv1.0' : p));
  const known = order.filter((v) => asked.includes(v));
  const [first] = known;
  const last = known.at(-1);
  if (first === undefined || last === undefined) return [];
  return [
    line('ssl-min-ver', HaproxyToken.word(first)),
    ...(last === 'TLSv1.3' ? [] : [line('ssl-max-ver', HaproxyToken.word(last))]),
  ];
};
