// What every target makes of every feature: seen by compiling the feature fixtures and the `shown` inputs of docs/features/*.yaml.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';

const root = new URL('..', import.meta.url).pathname;
const prefix = 'nginx.ingress.kubernetes.io/';
const foldersIn = (path) => readdirSync(path, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => entry.name).sort();

/** `feature/case` with the text of its input and its options. */
export const readFixtures = () => {
  const folder = join(root, 'fixtures/features');
  return foldersIn(folder).flatMap((feature) =>
    foldersIn(join(folder, feature)).map((name) => {
      const options = join(folder, feature, name, 'options.json');
      const dialect = existsSync(options) ? JSON.parse(readFileSync(options, 'utf8')) : {};
      return { name: `${feature}/${name}`, text: readFileSync(join(folder, feature, name, 'in.yaml'), 'utf8'), dialect };
    }),
  );
};

/** The hand-written halves of the pages, by feature: `externalAuth` is docs/features/external-auth.yaml. */
export const readPages = () => {
  const folder = join(root, 'docs/features');
  const files = readdirSync(folder).filter((name) => name.endsWith('.yaml')).sort();
  return files.map((file) => {
    const slug = file.replace(/\.yaml$/, '');
    const page = parse(readFileSync(join(folder, file), 'utf8'));
    return { slug, feature: slug.replace(/-([a-z0-9])/g, (_all, letter) => letter.toUpperCase()), codes: {}, keys: [], facts: '', shown: [], unproduced: [], notes: {}, ...page };
  });
};

const ingress = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: { name: 'web', namespace: 'shop', annotations: {} },
  spec: {
    ingressClassName: 'nginx',
    rules: [{ host: 'shop.example.test', http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'web', port: { number: 80 } } } }] } }],
  },
};
const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web', namespace: 'shop' }, spec: { ports: [{ port: 80, targetPort: 8080 }] } };
const slice = {
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { name: 'web-1', namespace: 'shop', labels: { 'kubernetes.io/service-name': 'web' } },
  addressType: 'IPv4',
  ports: [{ port: 8080 }],
  endpoints: [{ addresses: ['10.1.0.1'] }, { addresses: ['10.1.0.2'] }],
};
const plain = [ingress, service, slice];

const isController = ({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === 'ingress-nginx-controller';

/**
 * An input of `shown` as manifests: a fixture (`from`) or one plain Ingress, with annotations, ConfigMap entries, path, host and
 * further objects laid over it (over the Ingress named `to`). `without` leaves out kinds, null an annotation; `paths` are those of a second, bare Ingress of the host;
 * `snippets` allows them.
 */
const manifests = ({ from, to, annotations = {}, configMap, path, paths = [], host, snippets, without = [], more = [] }, fixtures) => {
  const base = from === undefined ? plain : parseAllDocuments(fixtures.find(({ name }) => name === from).text).map((document) => document.toJS());
  const objects = structuredClone(base).filter(({ kind }) => !without.includes(kind));
  const first = objects.find(({ kind, metadata }) => kind === 'Ingress' && (to === undefined || metadata.name === to));
  if (first !== undefined) {
    const all = (first.metadata.annotations ??= {});
    for (const [key, value] of Object.entries(annotations)) {
      if (value === null) delete all[prefix + key];
      else all[prefix + key] = String(value);
    }
    const [rule] = first.spec.rules ?? [];
    if (host !== undefined) {
      if (host === null) delete rule.host;
      else rule.host = host;
    }
    if (path !== undefined) {
      const [like] = rule.http.paths;
      const each = (one) => ({ ...like, ...(typeof one === 'string' ? { path: one, pathType: 'ImplementationSpecific' } : one) });
      rule.http.paths = [path].flat().map(each);
    }
  }
  const settings = { ...configMap, ...(snippets ? { 'allow-snippet-annotations': 'true', 'annotations-risk-level': 'Critical' } : {}) };
  if (Object.keys(settings).length > 0) {
    let controller = objects.find(isController);
    if (controller === undefined) {
      controller = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'ingress-nginx-controller', namespace: 'ingress-nginx' }, data: {} };
      objects.push(controller);
    }
    for (const [key, value] of Object.entries(settings)) controller.data[key] = String(value);
  }
  const bare = paths.map((one) => ({ ...structuredClone(ingress.spec.rules[0].http.paths[0]), path: one }));
  const second = { ...structuredClone(ingress), metadata: { name: 'second', namespace: 'shop' }, spec: { ...ingress.spec, rules: [{ host: first?.spec.rules?.[0]?.host, http: { paths: bare } }] } };
  return [...objects, ...(bare.length === 0 ? [] : [second]), ...more];
};

export const targetOfCode = { T51: 'nginx', T52: 'haproxy', T53: 'traefik', T54: 'contour', T55: 'contour' };

/** Inputs of `shown` as cases like the fixtures, for the targets whose codes they show. */
export const shownCases = (pages, fixtures) =>
  pages.flatMap(({ slug, shown }) =>
    shown.map((one, i) => {
      const dialect = { ...(one.from === undefined ? {} : fixtures.find(({ name }) => name === one.from)?.dialect), ...one.dialect };
      const text = manifests(one, fixtures).map((object) => JSON.stringify(object)).join('\n---\n');
      return { name: `${slug}#${i + 1}`, text, dialect, options: one.options, versions: one.versions, codes: one.codes, ...targetsOf(one.codes) };
    }),
  );

const targetsOf = (codes = []) => {
  const only = new Set(codes.map((code) => targetOfCode[code.slice(0, 3)] ?? 'nginx'));
  return only.size === 0 ? {} : { only: [...only] };
};

/** Keys of annotations and of the controller's ConfigMap behind a value of the model. */
const keysOf = (origins) =>
  origins.flatMap((origin) => {
    if (origin.kind === 'default') return [origin.key];
    if (origin.kind === 'annotation') return origin.key.startsWith(prefix) ? [origin.key.slice(prefix.length)] : [];
    if (origin.kind === 'path') return [];
    const [top, second, key] = origin.path;
    if (top === 'metadata' && second === 'annotations' && key?.startsWith(prefix)) return [key.slice(prefix.length)];
    return top === 'data' && isController({ kind: origin.object.ref.kind, metadata: origin.object.ref }) ? [second] : [];
  });

/**
 * `features`: feature → { keys, targets: target → { outcomes, codes: code → names of cases } }; `produced`: name of a case → every code
 * it produced; `messages`: code → feature ('' for all) → texts. Each case is compiled for the newest and the oldest version.
 */
export const observe = (cases, { catalogue, compileCase, targetNames, targets, originsOf }) => {
  const features = {};
  const produced = {};
  const messages = {};
  const tell = (code, args, where) => ((messages[code] ??= {})[where] ??= new Set()).add(catalogue[code].say(args));
  const note = (name, code) => (produced[name] ??= new Set()).add(code);
  const record = (name, target, { feature, as, because, value }) => {
    const seen = (features[feature] ??= { keys: new Set(), targets: Object.fromEntries(targetNames.map((one) => [one, { outcomes: [], codes: {} }])) });
    for (const key of keysOf(originsOf(value))) seen.keys.add(key);
    seen.targets[target].outcomes.push({ as, codes: because.map(({ code }) => code), plain: !name.includes('#') });
    for (const { code, args } of because) {
      (seen.targets[target].codes[code] ??= new Set()).add(name);
      tell(code, args, feature);
    }
  };
  for (const one of cases) {
    for (const age of ['newest', 'oldest']) {
      // What an input is to show is shown: another version would repeat it.
      if (one.codes?.length > 0 && one.codes.every((code) => produced[one.name]?.has(code))) break;
      const versions = { ...Object.fromEntries(targetNames.map((target) => [target, targets[target].versions[age]])), ...one.versions };
      const compiled = compileCase({ ...one, versions });
      for (const { code, args } of compiled.diagnostics) {
        note(one.name, code);
        tell(code, args, '');
      }
      for (const { name: target, rendered } of compiled.targets) {
        for (const outcome of rendered.outcomes) record(one.name, target, outcome);
      }
    }
  }
  return { features, produced, messages };
};
