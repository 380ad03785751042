/** From the sites of the model to routers: names, priorities, what a host answers before its routes. */
import { because } from '../../diagnostics/report.ts';
import type { Emitted, EmittedSite } from '../target.ts';
import { inOrder } from './chain.ts';
import { escapesPastGuards } from './encoded-paths.ts';
import { globalRouters, sharedLimit } from './global-routers.ts';
import { routeRouters } from './route-routers.ts';
import { classSize, type Found, frontRank, namespaceOf, type Router, router, weightSize } from './router.ts';
import { and, everything, match, or, type Rule } from './rule.ts';
import { createRun } from './run.ts';
import type { NameGroup, SiteContext } from './site-context.ts';
import { type NameRule, siteNames } from './site-names.ts';
import { answer } from './steps.ts';
import { entryPoints, type TraefikNode } from './tree.ts';

export const routersOf = (emitted: Emitted<TraefikNode>, found: Found[]): readonly Router[] => {
  const run = createRun(emitted, found);
  const size = sharedLimit(emitted.sites);
  const routers: Router[] = [...globalRouters(run, size)];
  for (const site of emitted.sites) {
    const names = siteNames(site.site, emitted.options.version);
    found.push(...nameFindings(site, names, emitted));
    const piped = site.nodes.some((n) => n.kind === 'passthrough');
    for (const group of groupsOf(site, names)) {
      for (const on of piped ? (['web'] as const) : entryPoints) {
        const context: SiteContext = {
          site,
          run,
          group,
          on,
          sharedSize: size !== undefined,
          found: on === 'web' ? found : [],
        };
        routers.push(...frontRouters(context), ...health(context), ...escaped(context));
        routers.push(...routeRouters(context), ...otherHosts(context));
      }
    }
  }
  return routers;
};

const nameFindings = (
  { site }: EmittedSite<TraefikNode>,
  names: readonly NameRule[],
  { options }: Emitted<TraefikNode>,
): readonly Found[] => {
  const found: Found[] = [];
  if (names.length < site.aliases.length + (site.name.kind === 'any' ? 0 : 1)) {
    const why = 'the host or one of its aliases is no name Traefik can match';
    found.push({ as: 'refused', because: because('T5301', { value: site.host, why }, site.from) });
  }
  for (const n of names) {
    if (n.nameClass === 3) found.push({ as: 'approximate', because: because('T5303', { value: n.text }, site.from) });
    if (n.nameClass !== 2 || n.literal || !n.text.startsWith('*.')) continue;
    const version = options.version.join('.');
    found.push({ as: 'approximate', because: because('T5304', { version, host: n.text }, site.from) });
  }
  return found;
};

const groupsOf = ({ site }: EmittedSite<TraefikNode>, names: readonly NameRule[]): readonly NameGroup[] => {
  const groups = new Map<number, Rule[]>();
  for (const n of names) {
    const base = n.nameClass * classSize + n.weight * weightSize;
    groups.set(base, [...(groups.get(base) ?? []), n.rule]);
  }
  const any = site.name.kind === 'any' ? [{ base: classSize }] : [];
  return [...[...groups].map(([base, rules]) => ({ base, rule: or(rules) ?? everything })), ...any];
};

const frontRouters = ({ site, run, group, on }: SiteContext): readonly Router[] => {
  const fronts = site.nodes.filter((n) => n.kind === 'front' && (n.on === undefined || n.on === on));
  return fronts.map((n, i) => {
    const front = n.kind === 'front' ? n : { when: undefined, steps: [] };
    const rank = frontRank + fronts.length - i;
    return router({
      host: site.site.host,
      namespace: namespaceOf(site.routes[0]),
      on,
      rule: and(group.rule, front.when),
      priority: group.base + rank,
      steps: inOrder([...run.base[on], ...front.steps]),
    });
  });
};

/** The catch-all server of the controller answers health checks itself. */
const health = ({ site, run, group, on }: SiteContext): readonly Router[] =>
  site.site.name.kind !== 'any'
    ? []
    : [
        router({
          host: site.site.host,
          namespace: namespaceOf(site.routes[0]),
          on,
          rule: match('Path', '/healthz'),
          priority: group.base + frontRank,
          steps: inOrder([...run.base[on], answer('closed', 200)]),
        }),
      ];

/** Reserved characters that arrive encoded are refused where they would miss a guarded path. */
const escaped = ({ site, run, group, on, found }: SiteContext): readonly Router[] => {
  const rule = escapesPastGuards(site);
  if (rule === undefined) return [];
  found.push({ as: 'approximate', because: because('T5307', { host: site.site.host }, site.site.from) });
  return [
    router({
      host: site.site.host,
      namespace: namespaceOf(site.routes[0]),
      on,
      rule: and(group.rule, rule),
      priority: group.base + frontRank,
      steps: inOrder([...run.base[on], answer('closed', 400)]),
    }),
  ];
};

const otherHosts = ({ site, run, group, on }: SiteContext): readonly Router[] =>
  group.base < 4 * classSize
    ? []
    : site.nodes.flatMap((n) =>
        n.kind === 'other-host' && n.on === on
          ? [
              router({
                host: n.host,
                namespace: namespaceOf(site.routes[0]),
                on,
                rule: and(match('Host', n.host), n.when),
                priority: group.base + (n.when === undefined ? 0 : 1),
                steps: inOrder([...run.base[on], ...n.steps]),
              }),
            ]
          : [],
      );
