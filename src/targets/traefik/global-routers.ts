/** Routers in front of every host. */
import type { EmittedRoute, EmittedSite } from '../target.ts';
import { inOrder, stepsOf } from './chain.ts';
import { globalPriority, home, limitOf, type Router, router, tooLarge } from './router.ts';
import { everything, match, type Rule } from './rule.ts';
import type { Run } from './run.ts';
import { answer } from './steps.ts';
import { entryPoints, type Step, type TraefikNode } from './tree.ts';

/** TRACE is refused by nginx itself; so are blocked clients, and bodies over a limit that all routes share. */
export const globalRouters = ({ emitted, base }: Run, size: number | undefined): readonly Router[] =>
  entryPoints.flatMap((on) => {
    const make = (rule: Rule, steps: readonly Step[], rank: number): Router =>
      router({
        host: '',
        namespace: home,
        on,
        rule,
        priority: globalPriority + rank,
        steps: inOrder([...base[on], ...steps]),
      });
    const [route] = emitted.sites[0]?.routes ?? [];
    const hsts = route === undefined ? [] : stepsOf(route.nodes, on).filter((s) => s.phase === 'hsts');
    const fronts = emitted.controller.flatMap((n, i) =>
      n.kind === 'front' ? [make(n.when ?? everything, n.steps, 100 + i)] : [],
    );
    return [
      make(match('Method', 'TRACE'), [answer('closed', 405)], 1000),
      ...fronts,
      ...(size === undefined ? [] : [make(tooLarge(size), [...hsts, answer('size', 413)], 10)]),
    ];
  });

/** The body limit when every route has the same and none replaces its errors. */
export const sharedLimit = (sites: readonly EmittedSite<TraefikNode>[]): number | undefined => {
  const routes = sites.flatMap((s) => s.routes).filter((r) => r.route.action.kind !== 'slash-redirect');
  const limit = routes[0] === undefined ? undefined : limitOf(routes[0]);
  const plain = (r: EmittedRoute<TraefikNode>): boolean =>
    r.nodes.every((n) => n.kind !== 'step' || (n.step.phase !== 'errorPages' && n.step.phase !== 'closed'));
  return routes.every((r) => limitOf(r) === limit && plain(r)) ? limit : undefined;
};
