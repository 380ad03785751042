/** From host and path to the name of a backend: maps for plain paths, one ordered list of regexes for each host that has some. */
import { because } from '../../diagnostics/report.ts';
import type { PathMatch } from '../../model/model.ts';
import type { Emitted, EmittedRoute, EmittedSite, OutputFile } from '../target.ts';
import { siteKey } from './features/denied.ts';
import { plainName } from './names.ts';
import { regexShape } from './regex.ts';
import { inline } from './request.ts';
import type { Finding, RouteBackends } from './route-backends.ts';
import { HaproxyToken, mapKey, mapPattern, printable } from './token.ts';
import { frontend, type HaproxyNode, line } from './tree.ts';

export interface Routing {
  readonly files: readonly OutputFile[];
  readonly nodes: readonly HaproxyNode[];
  readonly findings: readonly Finding[];
}

export const routing = (emitted: Emitted<HaproxyNode>, backends: RouteBackends): Routing => {
  const exact = new Map<string, string>();
  const prefix = new Map<string, string>();
  const nodes: HaproxyNode[] = [];
  const files: OutputFile[] = [];
  const findings: Finding[] = [];
  const names = new Set<string>();
  for (const site of emitted.sites) {
    const key = siteKey(site.site);
    const named = site.routes.map((route) => ({ route, name: backends.nameOf(site, route) }));
    if (
      !site.site.ordered &&
      named.every(
        ({ route }) => route.route.match.kind !== 'regex' && mapKey(`${key}${route.route.match.path}`) !== undefined,
      )
    ) {
      for (const { route, name } of named) addPlain(key, route.route.match, name, exact, prefix);
      continue;
    }
    const file = uniqueFile(key, names);
    const lines = named.flatMap(({ route, name }) => patternLines(site, route, name, backends, findings));
    files.push({ name: file, text: lines.join(''), secret: false });
    const lookup = HaproxyToken.joined(
      HaproxyToken.fixed('var(txn.path),map_reg('),
      HaproxyToken.file(file),
      HaproxyToken.fixed(')'),
    );
    nodes.push(
      frontend(
        'route',
        line('http-request', 'set-var(txn.route)', lookup, 'if', '{ var(txn.site) -m str', HaproxyToken.word(key), '}'),
      ),
    );
  }
  // The controller's own health check answers on every name it does not know.
  if (!exact.has('_/healthz')) exact.set('_/healthz', 'healthy');
  files.push(
    { name: 'maps/exact.map', text: mapText(exact), secret: false },
    { name: 'maps/prefix.map', text: mapText(prefix), secret: false },
  );
  return { files, nodes, findings };
};

const uniqueFile = (key: string, names: Set<string>): string => {
  const base = `maps/paths-${plainName(key.replace(/^\*\./, 'wildcard.'))}`;
  let name = base;
  for (let n = 2; names.has(name); n++) name = `${base}-${n}`;
  names.add(name);
  return `${name}.map`;
};

export const mapText = (entries: ReadonlyMap<string, string>): string =>
  [...entries]
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([k, v]) => `${k} ${v}\n`)
    .join('');

const addPlain = (
  key: string,
  match: PathMatch,
  name: string,
  exact: Map<string, string>,
  prefix: Map<string, string>,
): void => {
  if (match.kind === 'regex') return;
  const first = (map: Map<string, string>, path: string): void => {
    if (!map.has(`${key}${path}`)) map.set(`${key}${path}`, name);
  };
  if (match.kind === 'exact') first(exact, match.path);
  else if (match.path.endsWith('/')) first(prefix, match.path);
  else {
    first(exact, match.path);
    first(prefix, `${match.path}/`);
  }
};

/** A regex that cannot be checked closes everything below its literal beginning: its requests must not fall through to another route. */
const patternLines = (
  site: EmittedSite<HaproxyNode>,
  { route }: EmittedRoute<HaproxyNode>,
  name: string,
  backends: RouteBackends,
  findings: Finding[],
): readonly string[] => {
  const { match } = route;
  if (match.kind !== 'regex') {
    if (!printable(match.path)) {
      findings.push({
        as: 'refused',
        because: because('T5201', { path: match.path, host: site.site.host }, route.from),
      });
      return [];
    }
    const literal = match.path.replace(/[^A-Za-z0-9_/ -]/g, '\\$&');
    const end = match.kind === 'exact' ? '\\z' : match.path.endsWith('/') ? '' : '(?=/|\\z)';
    return [`${mapPattern(`^${literal}${end}`)} ${name}\n`];
  }
  if (regexShape(match.pattern.source) !== undefined) return [`${mapPattern(inline(match.pattern))} ${name}\n`];
  findings.push({ as: 'refused', because: because('T5202', { regex: match.pattern.source }, route.from) });
  const lead = /^\^?([A-Za-z0-9/_-]*)([?*{]?)/.exec(match.pattern.source);
  const text = lead?.[1] ?? '';
  return [`(?i)^${lead?.[2] === '' ? text : text.slice(0, -1)} ${backends.shut()}\n`];
};
