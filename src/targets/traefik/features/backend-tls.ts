import { because, type Reason } from '../../../diagnostics/report.ts';
import type { BackendTls } from '../../../model/features/backend-features.ts';
import { isWritten } from '../../../source/traced.ts';
import { type Outcome, refused, spent, withDifferences } from '../../target.ts';
import type { AnyRoute } from '../place.ts';
import { goCiphers, goVersions } from '../tls-names.ts';
import type { TraefikNode } from '../tree.ts';

export const backendTls = (feature: BackendTls, at: AnyRoute): Outcome<TraefikNode> => {
  const { ca, certificate, ciphers, protocols, name, verify, verifyDepth, sni, ...rest } = feature;
  spent(rest);
  const reasons: Reason[] = [];
  const home = at.route.action.kind === 'forward' ? at.route.action.service.namespace : '';
  for (const secret of [ca?.value, certificate?.value.certificate]) {
    if (secret !== undefined && secret.secret.namespace !== home && !at.options.writeSecrets) {
      return refused(
        because(
          'T5369',
          {
            value: `${secret.secret.namespace}/${secret.secret.name}`,
            why: 'the Secret lies in another namespace than the Service',
          },
          ...(ca === undefined ? [] : [ca.from]),
        ),
      );
    }
  }
  if (isWritten(verifyDepth))
    reasons.push(because('T5368', { why: 'the verification depth is not limited' }, verifyDepth.from));
  if (verify.value && name === undefined)
    reasons.push(
      because(
        'T5368',
        { why: 'without proxy-ssl-name the certificate must name the address of the endpoint' },
        verify.from,
      ),
    );
  if (verify.value)
    reasons.push(because('T5368', { why: 'a refused certificate is answered with 500 instead of 502' }, verify.from));
  if (!sni.value && name !== undefined) reasons.push(because('T5368', { why: 'the name is sent as SNI' }, name.from));
  const versions = goVersions(protocols.value);
  if (isWritten(protocols) && versions === undefined)
    reasons.push(
      because(
        'T5368',
        { why: `${protocols.value.join(' ')} cannot be set; Go's own versions are used` },
        protocols.from,
      ),
    );
  const suites = isWritten(ciphers) ? goCiphers(ciphers.value) : { known: [], unknown: [] };
  if (suites.unknown.length > 0) reasons.push(because('T5380', { value: suites.unknown.join(':') }, ciphers.from));
  const node: TraefikNode = {
    kind: 'transport',
    transport: {
      tls: {
        verify: verify.value,
        ciphers: suites.known,
        ...(name === undefined || (!sni.value && !verify.value) ? {} : { serverName: name.value }),
        ...(ca === undefined ? {} : { ca: ca.value }),
        ...(certificate === undefined ? {} : { certificate: certificate.value }),
        ...(isWritten(protocols) && versions !== undefined ? { versions } : {}),
      },
    },
  };
  return withDifferences([node], reasons);
};
