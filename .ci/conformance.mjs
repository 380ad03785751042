// Runs the shared conformance cases against what we render and holds the result against .ci/floors.json.
// usage: node .ci/conformance.mjs SHARED_FOLDER [--target nginx,haproxy,…] [--only SUBSTRING] [--shards N] [--out DIR]      (as root, after npm run build)
// nginx and haproxy always; traefik with LAB_TRAEFIK, contour with LAB_CONTOUR and LAB_ENVOY. LAB_BASE: a Debian root with the proxies
// (made in CI_CACHE when debootstrap is there); without one the machine's own proxies answer, and are rendered for.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const [shared, ...rest] = process.argv.slice(2);
const flag = (name) => (rest.includes(name) ? rest[rest.indexOf(name) + 1] : undefined);
const conformance = resolve(shared, 'conformance');
const runner = join(conformance, 'runner');
const only = flag('--only') ?? '';
const shards = Number(flag('--shards') ?? 2);
const out = resolve(flag('--out') ?? join(tmpdir(), 'ingress-compile-conformance'));
const floors = JSON.parse(readFileSync(new URL('floors.json', import.meta.url), 'utf8'));
const root = new URL('..', import.meta.url).pathname;

const available = {
  nginx: true,
  haproxy: true,
  traefik: process.env.LAB_TRAEFIK !== undefined,
  contour: process.env.LAB_CONTOUR !== undefined && process.env.LAB_ENVOY !== undefined,
};
const wanted = flag('--target')?.split(',') ?? Object.keys(available).filter((name) => available[name]);

if (process.getuid() !== 0) {
  console.log('conformance: needs root for network namespaces of its own; not run');
  process.exit(2);
}

/** A root with newer proxies than the machine's, made once. */
const base = () => {
  if (process.env.LAB_BASE !== undefined) return process.env.LAB_BASE;
  const folder = join(process.env.CI_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'ingress-compile'), 'trixie');
  if (existsSync(join(folder, 'usr/sbin/haproxy'))) return folder;
  if (spawnSync('sh', ['-c', 'command -v debootstrap || (apt-get update -qq && apt-get install -y -qq debootstrap)']).status !== 0) return undefined;
  mkdirSync(folder, { recursive: true });
  const made = spawnSync('sh', [join(runner, 'root.sh'), 'trixie', folder], { stdio: 'inherit', timeout: 600_000 });
  if (made.status === 0) return folder;
  rmSync(folder, { recursive: true, force: true });
  return undefined;
};

/** Mounts of a namespace may be forbidden (containers): then nothing can be run, and that is said. */
const canUnshare = spawnSync('unshare', ['-n', '-m', '-p', '-f', '--mount-proc', 'true']).status === 0;
if (!canUnshare) {
  console.log('conformance: this machine allows no namespaces; not run');
  process.exit(2);
}

const labBase = base();
const installed = (name) => {
  const command = labBase === undefined ? [name] : ['chroot', labBase, name];
  const run = spawnSync(command[0], [...command.slice(1), '-v'], { encoding: 'utf8' });
  const match = /(?:nginx\/|version )(\d+\.\d+)/.exec(`${run.stdout}${run.stderr}`);
  return match === null ? name : `${name}@${match[1]}`;
};
const environment = {
  ...process.env,
  ...(labBase === undefined ? {} : { LAB_BASE: labBase }),
  LAB_MODULES: process.env.LAB_MODULES ?? root,
  LAB_NGINX_TARGET: process.env.LAB_NGINX_TARGET ?? installed('nginx'),
  LAB_HAPROXY_TARGET: process.env.LAB_HAPROXY_TARGET ?? installed('haproxy'),
};

const run = (target, shard) =>
  new Promise((done) => {
    const name = `ic-${process.pid}-${target}-${shard}`;
    const args = [join(runner, 'ns.sh'), name, process.execPath, join(runner, 'run.mjs'), target, join(conformance, 'cases'), join(out, target)];
    const more = [...(only === '' ? [] : ['--only', only]), '--shard', `${shard}/${shards}`];
    const child = spawn('sh', [...args, ...more], { cwd: root, env: environment, stdio: ['ignore', 'pipe', 'inherit'] });
    let tail = '';
    child.stdout.on('data', (chunk) => (tail = (tail + chunk).slice(-400)));
    child.on('close', () => {
      console.log(`${target} ${shard + 1}/${shards}: ${tail.trim().split('\n').at(-1)}`);
      rmSync(join('/tmp', `ns-${name}`), { recursive: true, force: true });
      done();
    });
  });

const answered = (target) => {
  const files = readdirSync(join(out, target), { recursive: true }).filter((name) => name.endsWith('.json'));
  const started = files.filter((name) => JSON.parse(readFileSync(join(out, target, name), 'utf8')).answers !== undefined);
  return { cases: files.length, started: started.length };
};

const compared = (target) => {
  const json = join(out, `${target}.json`);
  const args = [join(runner, 'compare.mjs'), join(conformance, 'recorded/ingress-nginx'), join(out, target), join(conformance, 'cases'), '--json', json];
  const table = spawnSync(process.execPath, [...args, ...(only === '' ? [] : ['--only', only])], { encoding: 'utf8', env: environment, maxBuffer: 1 << 28 });
  const rows = JSON.parse(readFileSync(json, 'utf8'));
  const share = (fits) => (100 * rows.filter(fits).length) / (rows.length || 1);
  const count = (fits) => rows.filter(fits).length;
  return {
    table: table.stdout,
    requests: rows.length,
    core: share((row) => !row.core && row.verdict !== 'failed'),
    same: share((row) => row.verdict === 'same'),
    silent: count((row) => row.verdict === 'silent'),
    failed: count((row) => row.verdict === 'failed'),
    opened: count((row) => row.opened),
  };
};

const versioned = (target) => environment[`LAB_${target.toUpperCase()}_TARGET`] ?? target;
/** Bounds from above; the others are shares in per cent and bound from below. */
const atMost = new Set(['silent', 'failed', 'opened']);
const text = (value) => (Number.isInteger(value) ? String(value) : `${value.toFixed(1)} %`);

let failed = 0;
for (const target of wanted) {
  const began = Date.now();
  rmSync(join(out, target), { recursive: true, force: true });
  mkdirSync(join(out, target), { recursive: true });
  await Promise.all(Array.from({ length: shards }, (_, shard) => run(target, shard)));
  const { table, requests, ...reached } = compared(target);
  const { cases, started } = answered(target);
  const numbers = { ...reached, started: (100 * started) / (cases || 1) };
  const floor = floors[versioned(target)] ?? floors[target];
  const below = Object.entries(floor).flatMap(([name, bound]) => {
    const short = atMost.has(name) ? numbers[name] > bound : numbers[name] < bound;
    return short ? [`${name} ${text(numbers[name])}, the bound is ${bound}`] : [];
  });
  if (requests === 0) below.push('no requests');
  const told = Object.entries(numbers).map(([name, value]) => `${name} ${text(value)}`);
  const verdict = below.length > 0 ? `; BELOW THE FLOOR: ${below.join(', ')}` : '';
  console.log(`\n${versioned(target)}\n${table}`);
  console.log(`${versioned(target)}: ${requests} requests of ${cases} cases, ${told.join(', ')}, ${Math.round((Date.now() - began) / 1000)} s${verdict}\n`);
  if (below.length > 0) failed += 1;
}
process.exitCode = failed > 0 ? 1 : 0;
