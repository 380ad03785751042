/** Emitted nodes → files: the static configuration, and Kubernetes objects or a file-provider configuration. */
import { because } from '../../diagnostics/report.ts';
import type { Assembled, Emitted, OutputFile } from '../target.ts';
import { assembleFile } from './file-provider.ts';
import { ingressRoutes } from './ingress-routes.ts';
import { fileName } from './names.ts';
import { createObjects, type Manifest, type Objects } from './objects.ts';
import { printDocument, printDocuments } from './print.ts';
import type { Found } from './router.ts';
import { routersOf } from './routers.ts';
import { staticConfiguration } from './static.ts';
import { streamRoutes } from './streams.ts';
import { defaultOption, defaultStore } from './tls.ts';
import type { TraefikNode } from './tree.ts';
import { encodedRefused } from './versions.ts';

export const assemble = (emitted: Emitted<TraefikNode>): Assembled => {
  const found: Found[] = [];
  const routers = routersOf(emitted, found);
  found.push(
    { as: 'approximate', because: because('T5302', {}) },
    ...(encodedRefused(emitted.options.version) ? [{ as: 'note', because: because('T5308', {}) } as const] : []),
    // Where paths are expressions the difference shows most.
    ...emitted.sites.flatMap(({ site }): readonly Found[] => {
      const [first] = site.ordered ? site.routes : [];
      return first === undefined ? [] : [{ as: 'approximate', because: because('T5302', {}, first.from) }];
    }),
    ...(emitted.model.controller.forwardedHeaders === undefined
      ? []
      : ([
          {
            as: 'approximate',
            because: because('T5305', { headers: 'X-Original-Forwarded-For and X-Original-Forwarded-Host' }),
          },
        ] as const)),
    ...(usesExternalAuth(emitted)
      ? ([
          {
            as: 'approximate',
            because: because('T5306', {
              headers: 'X-Original-URL, X-Original-Method, X-Sent-From and X-Auth-Request-Redirect',
            }),
          },
        ] as const)
      : []),
  );
  if (emitted.options.traefikFormat === 'file')
    return { files: assembleFile(emitted, routers), findings: unique(found) };
  const objects = createObjects(emitted.options.writeSecrets, emitted.pools);
  ingressRoutes(objects, emitted, routers);
  streamRoutes(objects, emitted);
  defaultOption(objects, emitted);
  defaultStore(objects, emitted);
  for (const value of [...objects.clashes].sort())
    found.push({ as: 'approximate', because: because('T5374', { value }) });
  for (const [setting, why] of switches)
    if (objects.needs[setting]) found.push({ as: 'note', because: because('T5398', why) });
  const stat = printDocument(staticConfiguration(emitted, objects.needs));
  return {
    files: [{ name: 'traefik.yaml', text: stat, secret: false }, ...objectFiles(objects)],
    findings: unique(found),
  };
};

/** What Traefik leaves off unless its static configuration says otherwise. */
const switches = [
  ['externalName', { setting: 'allowExternalNameServices', what: 'Services of type ExternalName' }],
  ['crossNamespace', { setting: 'allowCrossNamespace', what: 'objects of other namespaces' }],
] as const;

const usesExternalAuth = ({ sites }: Emitted<TraefikNode>): boolean =>
  sites.some((s) =>
    s.routes.some((r) => r.nodes.some((n) => n.kind === 'step' && n.step.middleware.type === 'forwardAuth')),
  );

const unique = (found: readonly Found[]): readonly Found[] => {
  const seen = new Map<string, Found>();
  for (const f of found) {
    const [first] = f.because.at ?? [];
    const at =
      first === undefined
        ? ''
        : first.kind === 'default'
          ? first.key
          : `${first.object.ref.namespace}/${first.object.ref.name}/${first.path.join('/')}`;
    const key = `${f.because.code} ${JSON.stringify(f.because.args)} ${at}`;
    if (!seen.has(key)) seen.set(key, f);
  }
  return [...seen.values()];
};

const kinds = [
  'Service',
  'Secret',
  'TLSOption',
  'TLSStore',
  'ServersTransport',
  'Middleware',
  'TraefikService',
  'IngressRoute',
  'IngressRouteTCP',
  'IngressRouteUDP',
];

/** One file per namespace, Secrets apart. */
const objectFiles = ({ made }: Objects): readonly OutputFile[] => {
  const groups = new Map<string, { readonly secret: boolean; readonly list: Manifest[] }>();
  for (const m of made.values()) {
    const name = `${fileName(m.namespace)}${m.secret ? '-secrets' : ''}.yaml`;
    const group = groups.get(name) ?? { secret: m.secret, list: [] };
    group.list.push(m);
    groups.set(name, group);
  }
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { secret, list }]) => ({
      name: name === 'traefik.yaml' ? 'traefik-objects.yaml' : name,
      secret,
      text: printDocuments(sorted(list).map((m) => m.body)),
    }));
};

const sorted = (list: readonly Manifest[]): readonly Manifest[] =>
  list
    .map((m) => ({ m, rank: kinds.indexOf(m.kind) }))
    .sort((a, b) => a.rank - b.rank || (a.m.name < b.m.name ? -1 : a.m.name > b.m.name ? 1 : 0))
    .map(({ m }) => m);
