import { because, type Reason } from '../../../diagnostics/report.ts';
import type { Denied, HttpsRedirect, Redirect, RedirectStyle } from '../../../model/features/route-features.ts';
import { templateText } from '../../../model/values/template-text.ts';
import { isWritten } from '../../../source/traced.ts';
import { exact, type Outcome, refused, spent, type Version, withDifferences } from '../../target.ts';
import type { ContourNode } from '../node.ts';
import type { AtAnyRoute } from '../place.ts';
import { readRedirectTarget } from '../redirect-target.ts';

export const denied = ({ status, reason: _reason, ...rest }: Denied): Outcome<ContourNode> => {
  spent(rest);
  return exact({ kind: 'answer', status: status.value });
};

/** The nearest status that this release of Contour can send; 303, 307 and 308 came with 1.31. */
export const redirectStatus = (wanted: number, [major, minor]: Version): number => {
  const known = major > 1 || minor >= 31 ? [301, 302, 303, 307, 308] : [301, 302];
  if (known.includes(wanted)) return wanted;
  return wanted === 308 || wanted === 300 ? 301 : 302;
};

export const redirect = ({ status, to, ...rest }: Redirect, at: AtAnyRoute): Outcome<ContourNode> => {
  spent(rest);
  const target = readRedirectTarget(to.value);
  if (target === undefined) return refused(because('T5405', { target: templateText(to.value) }, to.from));
  const used = redirectStatus(status.value, at.options.version);
  const differences: Reason[] = [];
  if (used !== status.value) differences.push(because('T5407', { wanted: status.value, used }, status.from));
  if (!target.keeps) differences.push(because('T5406', { target: templateText(to.value) }, to.from));
  return withDifferences([{ kind: 'redirect', redirect: { ...target.redirect, statusCode: used } }], differences);
};

export const httpsRedirect = (
  { status, names, trailingSlash, port, because: cause, ...rest }: HttpsRedirect,
  at: AtAnyRoute,
): Outcome<ContourNode> => {
  spent(rest);
  const used = redirectStatus(status.value, at.options.version);
  const differences: Reason[] = [];
  if (used !== status.value) differences.push(because('T5407', { wanted: status.value, used }, status.from));
  if (trailingSlash.value === 'cut') {
    const section = at.site.features.serverCertificate?.certificate.from ?? at.site.from;
    differences.push(
      because('T5408', { to: 'HTTPS', status: used }, isWritten(cause) ? cause.from : section, trailingSlash.from),
    );
  }
  const node = {
    kind: 'https-redirect',
    status: used,
    names,
    ...(port === undefined ? {} : { port: port.value }),
  } as const;
  return withDifferences([node], differences);
};

export const redirectStyle = ({ withPort, relative, ...rest }: RedirectStyle): Outcome<ContourNode> => {
  spent(rest);
  const wishes = [
    ...(withPort.value ? [because('T5447', { what: 'the listen port in redirects' }, withPort.from)] : []),
    ...(relative.value ? [because('T5447', { what: 'relative redirects' }, relative.from)] : []),
  ];
  const [one, ...more] = wishes;
  return one === undefined ? exact() : refused(one, ...more);
};
