import { because } from '../../../diagnostics/report.ts';
import type { HttpsRedirect, Redirect, RedirectStyle } from '../../../model/features/route-features.ts';
import type { SiteName } from '../../../model/model.ts';
import { exact, type Outcome, refused, spent } from '../../target.ts';
import { formatted, patternOf, request } from '../request.ts';
import { Expression, type FormatPart, HaproxyToken } from '../token.ts';
import { type AnyRoute, backend, type HaproxyNode, line } from '../tree.ts';
import { aclLines, redirectTo, when } from './answer.ts';

export const redirect = ({ status, to, ...rest }: Redirect, at: AnyRoute): Outcome<HaproxyNode> => {
  spent(rest);
  const location = formatted(to.value, 'redirect', patternOf(at.route));
  if (!location.ok) return refused(location.because);
  // Groups of a path that is no expression are empty, and so is a target made of them alone.
  if (location.parts.length === 0) return refused(because('T5204', { what: 'redirect', group: 1 }, to.from));
  return exact(backend('redirect', redirectTo([...originOf(location.parts, at), ...location.parts], status.value)));
};

/** nginx completes a path to a URL with the scheme and host of the request. */
const originOf = (parts: readonly FormatPart[], at: AnyRoute): readonly FormatPart[] =>
  typeof parts[0] === 'string' && parts[0].startsWith('/') ? completed(at.route.features.redirectStyle) : [];

export const completed = (style: RedirectStyle | undefined): readonly FormatPart[] => {
  if (style?.relative.value === true) return [];
  const port: readonly FormatPart[] = style?.withPort.value === true ? [':', Expression.fetch('dst_port')] : [];
  return [Expression.fetch('ssl_fc').to('iif', 'https', 'http'), '://', request.host, ...port];
};

export const httpsRedirect = (feature: HttpsRedirect, at: AnyRoute): Outcome<HaproxyNode> => {
  const { status, names, trailingSlash, port, because: _because, ...rest } = feature;
  spent(rest);
  const uri = trailingSlash.value === 'cut' ? request.uri.to('regsub', '/$', '') : request.uri;
  const location: FormatPart[] = [
    'https://',
    request.authority.to('regsub', ':[0-9]+$', ''),
    ...(port === undefined ? [] : [`:${port.value}`]),
    uri,
  ];
  const plain = HaproxyToken.test(request.scheme, '-m str http');
  const own = [{ ...at.site.name, text: at.site.host }, ...at.site.aliases.map((a) => a.value)];
  if (names === 'all' || own.every((n) => names.includes(n.text)))
    return exact(backend('https', redirectTo(location, status.value, ...when(plain))));
  const acl = namesAcl(own.filter((n) => names.includes(n.text)));
  if (acl.length === 0) return exact();
  return exact(
    ...acl,
    backend('https', redirectTo(location, status.value, ...when(plain, HaproxyToken.fixed('https_host')))),
  );
};

const namesAcl = (names: readonly (SiteName & { readonly text: string })[]): readonly HaproxyNode[] => {
  const plain = names.filter((n) => n.kind === 'exact').map((n) => HaproxyToken.word(n.text));
  const suffixes = names.filter((n) => n.kind === 'wildcard').map((n) => HaproxyToken.word(n.text.replace(/^\*/, '')));
  return [
    ...aclLines(line('acl', 'https_host', 'var(txn.host)', '-m', 'str', '--'), plain),
    ...aclLines(line('acl', 'https_host', 'var(txn.host)', '-m', 'end', '--'), suffixes),
  ].map((l) => backend('https', l));
};
