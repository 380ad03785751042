import { because, type Reason } from '../../../diagnostics/report.ts';
import type { TlsPolicy } from '../../../model/features/controller-features.ts';
import { isWritten } from '../../../source/traced.ts';
import { type Outcome, spent, withDifferences } from '../../target.ts';
import type { ContourNode } from '../node.ts';

/** Names Contour takes; any other stops its start. */
const suites = [
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES128-SHA',
  'ECDHE-RSA-AES128-SHA',
  'AES128-GCM-SHA256',
  'AES128-SHA',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-AES256-SHA',
  'ECDHE-RSA-AES256-SHA',
  'AES256-GCM-SHA384',
  'AES256-SHA',
];

const tuned = {
  curves: 'ssl-ecdh-curve',
  sessionCache: 'ssl-session-cache',
  sessionTimeout: 'ssl-session-timeout',
  recordSize: 'ssl-buffer-size',
} as const;

export const tlsPolicy = (policy: TlsPolicy): Outcome<ContourNode> => {
  const { protocols, ciphers, rejectUnknownNames, sessionTickets, earlyData, tuning = [], ...rest } = policy;
  spent(rest);
  const differences: Reason[] = [];
  const named = protocols.value.map((p) => p.replace(/^TLSv1$/, 'TLSv1.0'));
  const old = named.filter((p) => p !== 'TLSv1.2' && p !== 'TLSv1.3');
  if (old.length > 0)
    differences.push(
      because('T5462', { what: `${old.join(', ')} cannot be offered: TLS 1.2 is the oldest` }, protocols.from),
    );
  const min = named.includes('TLSv1.2') || !named.includes('TLSv1.3') ? '1.2' : '1.3';
  const max = named.includes('TLSv1.3') ? '1.3' : '1.2';
  const wanted = ciphers.value.split(':').filter((name) => name !== '');
  const kept = wanted.filter((name) => suites.includes(name));
  const lost = wanted.filter((name) => !kept.includes(name));
  if (lost.length > 0 && isWritten(ciphers)) {
    differences.push(because('T5462', { what: `Envoy does not know the ciphers ${lost.join(', ')}` }, ciphers.from));
  }
  if (isWritten(sessionTickets) && sessionTickets.value)
    differences.push(because('T5462', { what: 'Envoy manages session tickets itself' }, sessionTickets.from));
  for (const { value, from } of tuning)
    differences.push(because('T5462', { what: `${tuned[value.of]}: the value of Envoy holds` }, from));
  if (earlyData.value) differences.push(because('T5462', { what: 'early data is not accepted' }, earlyData.from));
  const tls = {
    'minimum-protocol-version': min,
    'maximum-protocol-version': max,
    ...(kept.length === 0 ? {} : { 'cipher-suites': kept }),
  } as const;
  const reject: readonly ContourNode[] = rejectUnknownNames.value ? [{ kind: 'reject-unknown-names' }] : [];
  return withDifferences([{ kind: 'config', config: { tls } }, ...reject], differences);
};
