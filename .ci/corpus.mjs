// Renders every file of a folder of real manifests for all targets and has the real proxies load the result.
// usage: node .ci/corpus.mjs FOLDER [--target nginx,haproxy,…] [--only SUBSTRING] [--no-proxies]      (after npm run build)
// Fails on: a crash, an error without a place, a file with Ingresses about which nothing is said or made, an annotation of the prefix that
// the report leaves out or calls unknown although the controller knows it, a configuration a proxy refuses.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { compile, targetNames, targets } from '../dist/index.js';
import { aliases, annotationRows } from '../dist/dialects/ingress-nginx/annotations.js';
import { readInputs } from '../dist/io/read.js';
import { writeOutput } from '../dist/io/write.js';
import { messageOf } from '../dist/report/diagnostic-texts.js';
import { placeOf } from '../dist/report/diagnostics-view.js';
import { reportTargets } from '../dist/report/report-view.js';
import { understood } from './snippets.mjs';

const [folder, ...rest] = process.argv.slice(2);
const flag = (name) => (rest.includes(name) ? rest[rest.indexOf(name) + 1] : undefined);
const wanted = flag('--target')?.split(',') ?? targetNames;
const withProxies = !rest.includes('--no-proxies');

const versionOf = (name) => {
  const run = spawnSync(name, ['-v'], { encoding: 'utf8' });
  const match = /(?:nginx\/|version )(\d+)\.(\d+)/.exec(`${run.stdout}${run.stderr}`);
  return match === null ? undefined : [Number(match[1]), Number(match[2])];
};
const installed = withProxies ? { nginx: versionOf('nginx'), haproxy: versionOf('haproxy') } : {};
const checks = {
  nginx: (dir) => ['-p', dir, '-e', 'stderr', '-t', '-q', '-c', 'nginx.conf'],
  haproxy: (dir) => ['-C', dir, '-c', '-q', '-f', 'haproxy.cfg'],
};
const options = {
  dialect: {
    listeners: { http: { ip: '127.0.0.1', port: 18080 }, https: { ip: '127.0.0.1', port: 18443 } },
    classes: [],
    http3: false,
    sslPassthrough: true,
  },
  targets: wanted.map((name) => ({
    name,
    options: {
      version: installed[name] ?? targets[name].versions.default,
      writeSecrets: true,
      http3: false,
      traefikFormat: 'crd',
      resolver: '127.0.0.1',
    },
  })),
};

const problems = [];
const problem = (kind, file, text) => {
  problems.push({ kind, file, text });
  console.log(`${kind}  ${file}  ${String(text).slice(0, 600)}`);
};
const counts = { files: 0, outputs: 0, loaded: 0, silent: 0, annotations: 0, broken: 0 };

const load = (name, file, files) =>
  new Promise((done) => {
    const dir = mkdtempSync(join(tmpdir(), 'corpus-'));
    const end = (text) => {
      rmSync(dir, { recursive: true, force: true });
      if (text === undefined) counts.loaded += 1;
      else problem(`${name} refuses`, file, text);
      done();
    };
    const written = writeOutput(dir, files);
    if (!written.ok) return end(written.problem);
    const child = spawn(name, checks[name](dir), { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    child.stdout.on('data', (chunk) => (said += chunk));
    child.stderr.on('data', (chunk) => (said += chunk));
    child.on('error', (error) => end(error.message));
    child.on('close', (code) => end(code === 0 ? undefined : said.replaceAll(dir, '')));
  });

const running = new Set();
const queue = async (work) => {
  while (running.size >= availableParallelism()) await Promise.race(running);
  const job = work().finally(() => running.delete(job));
  running.add(job);
};

const compiledOf = (file) => {
  try {
    return compile([file], options);
  } catch (error) {
    problem('crash', file.name, error.stack);
    return undefined;
  }
};

const prefix = 'nginx.ingress.kubernetes.io/';
const isKnown = (key) => Object.hasOwn(annotationRows, key.slice(prefix.length)) || aliases.has(key.slice(prefix.length));

/** Ingresses of a text and their annotations of the prefix, read by another parser than the compiler's. */
const ingressesIn = (text) => {
  const objects = [];
  const collect = (value) => {
    if (typeof value !== 'object' || value === null) return;
    if (Array.isArray(value.items)) value.items.forEach(collect);
    else if (value.kind === 'Ingress') objects.push(value);
  };
  // Of a document that is no YAML, or has a key twice, the compiler says so.
  for (const document of parseAllDocuments(text, { version: '1.1', merge: true, logLevel: 'silent' }))
    if (document.errors?.length === 0) collect(document.toJS());
  return objects.map(({ metadata }) => ({
    object: `Ingress ${metadata?.namespace || 'default'}/${metadata?.name ?? ''}`,
    keys: Object.keys(metadata?.annotations ?? {}).filter((key) => key.startsWith(prefix)),
  }));
};

/** Every annotation is in the report of every target; those of an object that is no valid Ingress share its error. */
const accounted = (file, compiled, reports) => {
  const broken = new Set();
  for (const { code, at } of compiled.diagnostics)
    if (code.startsWith('S')) for (const origin of at) if (origin.kind === 'source') broken.add(`${origin.object.ref.kind} ${origin.object.ref.namespace}/${origin.object.ref.name}`);
  for (const report of reports) {
    const rows = new Set(report.coverage.map((row) => `${row.object} ${row.key}`));
    for (const { object, keys } of ingressesIn(file.text))
      for (const key of keys) {
        counts.annotations += 1;
        if (rows.has(`${object} ${key}`)) continue;
        if (broken.has(object)) counts.broken += 1;
        else problem('vanished', file.name, `${object} ${key} for ${report.target}`);
      }
    for (const row of report.coverage)
      if (row.kind === 'annotation' && row.outcome === 'unknown' && row.key.startsWith(prefix) && isKnown(row.key))
        problem('unknown', file.name, `${row.object} ${row.key} for ${report.target}`);
  }
};

const judge = (file, compiled) => {
  const reports = reportTargets(compiled, { strict: false });
  for (const d of reports.flatMap((report) => report.diagnostics))
    if (d.severity === 'error' && d.target === undefined && (d.at.length === 0 || (d.at[0].kind === 'source' && !(placeOf(d.at[0]).line > 0))))
      problem('no place', file.name, `${d.code} ${messageOf(d)}`);
  const made = compiled.model.sites.some((site) => site.routes.some((route) => !route.implicit));
  const said = compiled.diagnostics.length > 0 || compiled.leftOut.length > 0;
  if (/^\s*-?\s*"?kind"?:\s*"?Ingress"?,?\s*$/m.test(file.text) && !made && !said) {
    counts.silent += 1;
    problem('silent', file.name, 'has Ingresses, but nothing was made of them and nothing said');
  }
  accounted(file, compiled, reports);
};

const started = Date.now();
const only = flag('--only') ?? '';
const { files, problems: unread } = await readInputs([folder], async () => '');
for (const { message, name } of unread) if (!/\.json$/.test(name)) problem('unread', name, message);
for (const file of files.filter(({ name }) => name.includes(only))) {
  counts.files += 1;
  const compiled = compiledOf(file);
  if (compiled === undefined) continue;
  judge(file, compiled);
  for (const { name, rendered } of compiled.targets) {
    counts.outputs += 1;
    if (withProxies && name in checks) await queue(() => load(name, file.name, rendered.files));
  }
}
await Promise.all(running);

const seconds = Math.round((Date.now() - started) / 1000);
const number = (kind) => problems.filter((p) => p.kind === kind).length;
const proxied = withProxies ? wanted.filter((name) => name in checks).length * counts.files : 0;
console.log(
  `${counts.files} files × ${wanted.length} targets in ${seconds} s: ${number('crash')} crashes, ${counts.silent} silent files, ` +
    `${counts.annotations - counts.broken} annotations accounted for (${counts.broken} of objects that are none), ` +
    `${counts.loaded} of ${proxied} configurations loaded by the proxies, ${problems.length} problems`,
);
const snippets = understood(files);
const floor = JSON.parse(readFileSync(new URL('floors.json', import.meta.url), 'utf8')).snippets;
console.log(`${snippets.known} of ${snippets.all} directives of snippets understood (${snippets.share.toFixed(1)} %, floor ${floor} %)`);
if (snippets.share < floor) problem('snippets', folder, 'less is understood than the floor says');
process.exitCode = problems.length > 0 || counts.files === 0 || readdirSync(folder).length === 0 ? 1 : 0;
