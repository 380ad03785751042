/** What holds for a host: certificate, client certificates, ciphers, redirects of the whole host. */
import { because, type Reason } from '../../../diagnostics/report.ts';
import type {
  AppRoot,
  CertificateReference,
  ClientCertificates,
  Passthrough,
  ServerCertificate,
  TlsCiphers,
  WwwRedirect,
} from '../../../model/features/site-features.ts';
import type { Template } from '../../../model/values/template.ts';
import { templateText } from '../../../model/values/template-text.ts';
import { type AtSite, approximate, exact, type Outcome, refused, spent, withDifferences } from '../../target.ts';
import { foldTemplate } from '../fold.ts';
import { redirectStep, redirectTo, statusByMethod, uriRedirect } from '../redirect-url.ts';
import { and, match, not } from '../rule.ts';
import { fixedRedirect } from '../steps.ts';
import { goCiphers } from '../tls-names.ts';
import { unprintable } from '../token.ts';
import { entryPoints, type TlsOption, type TraefikNode } from '../tree.ts';

export const serverCertificate = (
  { certificate, names: _names, ...rest }: ServerCertificate,
  { options, site }: AtSite,
): Outcome<TraefikNode> => {
  spent(rest);
  if (options.traefikFormat === 'file' && !options.writeSecrets) {
    return approximate(
      [{ kind: 'certificate', certificate: certificate.value }],
      because('T5391', { value: site.host }, certificate.from),
    );
  }
  return exact({ kind: 'certificate', certificate: certificate.value });
};

/** Objects name the Secret; files would need its text. */
export const certificateReference = (
  { secret, ...rest }: CertificateReference,
  { options, site }: AtSite,
): Outcome<TraefikNode> => {
  spent(rest);
  return options.traefikFormat === 'file'
    ? approximate([], because('T5391', { value: site.host }, secret.from))
    : exact({ kind: 'certificate-reference', secret: secret.value });
};

const clientAuth = {
  on: 'RequireAndVerifyClientCert',
  optional: 'VerifyClientCertIfGiven',
  optional_no_ca: 'RequestClientCert',
} as const;

export const clientCertificates = (feature: ClientCertificates, at: AtSite): Outcome<TraefikNode> => {
  const { ca, crl, verify, depth, errorPage, passCertificate, subject, ...rest } = feature;
  spent(rest);
  const value = at.site.host || 'the catch-all';
  if (verify.value === 'off') return exact({ kind: 'no-clients' });
  const refuse = (why: string): Outcome<never> => refused(because('T5333', { value, why }, ca.from));
  if (subject !== undefined)
    return refused(
      because(
        'T5333',
        { value, why: 'Traefik does not compare the subject of a certificate (auth-tls-match-cn)' },
        subject.from,
      ),
    );
  if (at.site.name.kind !== 'exact' && !(at.site.name.kind === 'wildcard' && at.options.version[1] >= 7))
    return refuse('TLS options are chosen by exact host names');
  if (at.site.aliases.some((a) => a.value.kind !== 'exact')) return refuse('an alias of the host is not an exact name');
  const option: TlsOption = { ca: ca.value, clientAuth: clientAuth[verify.value] };
  const reasons: Reason[] = [because('T5336', { value }, ca.from, passCertificate.from)];
  if (verify.value !== 'optional_no_ca') reasons.push(because('T5334', { value }, ca.from, verify.from));
  const details = [crl?.from, errorPage?.from].filter((f) => f !== undefined);
  reasons.push(because('T5335', { value }, ca.from, depth.from, ...details));
  return withDifferences([{ kind: 'tls-option', option }], reasons);
};

export const tlsCiphers = ({ ciphers, preferServer, ...rest }: TlsCiphers, at: AtSite): Outcome<TraefikNode> => {
  spent(rest);
  const reasons: Reason[] = [];
  if (preferServer !== undefined)
    reasons.push(
      because('T5381', { value: 'ssl-prefer-server-ciphers', why: 'Go orders the suites itself' }, preferServer.from),
    );
  if (ciphers === undefined) return withDifferences([], reasons);
  const { known, unknown } = goCiphers(ciphers.value);
  if (unknown.length > 0) reasons.push(because('T5380', { value: unknown.join(':') }, ciphers.from));
  if (known.length === 0 || at.site.name.kind === 'any')
    return withDifferences(
      [],
      reasons.length > 0 ? reasons : [because('T5380', { value: ciphers.value }, ciphers.from)],
    );
  return withDifferences([{ kind: 'tls-option', option: { ciphers: known } }], reasons);
};

/** Before everything, HTTPS redirect included; `/` alone. */
export const appRoot = ({ path, ...rest }: AppRoot, at: AtSite): Outcome<TraefikNode> => {
  spent(rest);
  const target: Template = [
    { kind: 'request', value: { kind: 'scheme' } },
    { kind: 'text', text: '://' },
    { kind: 'request', value: { kind: 'hostHeader' } },
    ...path.value,
  ];
  const value = templateText(path.value);
  const root = match('Path', '/');
  const plan = redirectTo(target);
  if ('because' in plan || unprintable(value))
    return refused(
      because('T5311', { value, why: 'because' in plan ? plan.because : 'it holds a control character' }, path.from),
    );
  const nodes: TraefikNode[] = [
    { kind: 'front', when: and(root, match('Method', 'GET')), steps: [redirectStep('redirect', plan, 302)] },
  ];
  let complete = true;
  for (const on of entryPoints) {
    const fixed = foldTemplate(target, at, on);
    complete &&= fixed !== undefined;
    const others = and(root, not(match('Method', 'GET')));
    nodes.push({
      kind: 'front',
      on,
      when: others,
      steps: fixed === undefined ? [redirectStep('redirect', plan, 302)] : fixedRedirect('redirect', 302, fixed),
    });
  }
  return complete ? exact(...nodes) : approximate(nodes, because('T5310', statusByMethod(302), path.from));
};

export const wwwRedirect = (
  { from, status, covered: _covered, ...rest }: WwwRedirect,
  { site }: AtSite,
): Outcome<TraefikNode> => {
  spent(rest);
  if (unprintable(site.host))
    return refused(because('T5301', { value: site.host, why: 'it holds a control character' }));
  const nodes = entryPoints.flatMap((on): readonly TraefikNode[] => {
    const origin = `${on === 'web' ? 'http' : 'https'}://${site.host}`;
    const whole = redirectStep('redirect', uriRedirect([origin], true, false), status.value);
    const { ends: _ends, ...queried } = redirectStep('redirect', uriRedirect([origin], true, true), status.value);
    const bare = [queried, ...fixedRedirect('redirect', status.value, origin)];
    return [
      { kind: 'other-host', host: from.value, on, steps: [whole] },
      { kind: 'other-host', host: from.value, on, when: match('Path', '/'), steps: bare },
    ];
  });
  return approximate(nodes, because('T5310', statusByMethod(status.value), from.from, status.from));
};

export const passthrough = ({ pool, ...rest }: Passthrough, { site }: AtSite): Outcome<TraefikNode> => {
  spent(rest);
  const reasons: Reason[] =
    site.name.kind === 'exact'
      ? []
      : [
          because(
            'T5387',
            { value: site.host, why: 'connections are matched by one label below the wildcard' },
            pool.from,
          ),
        ];
  return withDifferences([{ kind: 'passthrough', pool: pool.value }], reasons);
};
