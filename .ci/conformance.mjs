// Runs the shared conformance cases against what we render and holds the result against .ci/floors.json.
// usage: node .ci/conformance.mjs SHARED_FOLDER [--target nginx,haproxy,nginx@1.22,…] [--only SUBSTRING] [--shards N] [--out DIR]
// (as root, after npm run build)
// nginx and haproxy always; traefik with LAB_TRAEFIK, contour with LAB_CONTOUR and LAB_ENVOY. LAB_BASE: a Debian root with the proxies
// (made in CI_CACHE when debootstrap is there); without one the machine's own proxies answer, and are rendered for. Beside the root the
// machine's own nginx answers as well, where it is of another version: what is rendered for old ones differs.
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
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
const wanted = flag('--target')?.split(',');

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
/** `nginx@1.26`, or undefined: not installed there. */
const installed = (name, root) => {
  const command = root === undefined ? [name] : ['chroot', root, name];
  const run = spawnSync(command[0], [...command.slice(1), '-v'], { encoding: 'utf8' });
  const match = /(?:nginx\/|version )(\d+\.\d+)/.exec(`${run.stdout}${run.stderr}`);
  return match === null ? undefined : `${name}@${match[1]}`;
};

/** A target, the name with the version to render for, and the root its proxy runs in. */
const runOf = (target, root) => {
  const asked = process.env[`LAB_${target.toUpperCase()}_TARGET`];
  const name = target === 'nginx' || target === 'haproxy' ? (installed(target, root) ?? target) : target;
  return { target, name: asked ?? name, root };
};
const ownNginx = runOf('nginx', undefined);
const runs = Object.keys(available)
  .filter((target) => available[target])
  .map((target) => runOf(target, labBase));
if (ownNginx.name !== 'nginx' && runs.every(({ name }) => name !== ownNginx.name)) runs.push(ownNginx);

const environmentOf = ({ target, name, root: labRoot }) => {
  const environment = {
    ...process.env,
    LAB_MODULES: process.env.LAB_MODULES ?? root,
    [`LAB_${target.toUpperCase()}_TARGET`]: name,
  };
  delete environment.LAB_BASE;
  return labRoot === undefined ? environment : { ...environment, LAB_BASE: labRoot };
};

/** Runs the cases of one shard; `cases` narrows them by a part of their names. */
const answer = (run, shard, of, cases = only) =>
  new Promise((done) => {
    const name = `ic-${process.pid}-${run.name}-${shard}`;
    const args = [join(runner, 'ns.sh'), name, process.execPath, join(runner, 'run.mjs'), run.target, join(conformance, 'cases'), join(out, run.name)];
    const more = [...(cases === '' ? [] : ['--only', cases]), '--shard', `${shard}/${of}`];
    const child = spawn('sh', [...args, ...more], { cwd: root, env: environmentOf(run), stdio: ['ignore', 'pipe', 'inherit'] });
    let tail = '';
    child.stdout.on('data', (chunk) => (tail = (tail + chunk).slice(-400)));
    child.on('close', () => {
      console.log(`${run.name} ${shard + 1}/${of}: ${tail.trim().split('\n').at(-1)}`);
      rmSync(join('/tmp', `ns-${name}`), { recursive: true, force: true });
      done();
    });
  });

const answered = ({ name }) => {
  const files = readdirSync(join(out, name), { recursive: true }).filter((file) => file.endsWith('.json'));
  const started = files.filter((file) => JSON.parse(readFileSync(join(out, name, file), 'utf8')).answers !== undefined);
  return { cases: files.length, started: started.length };
};

/** The recordings of the cases that were run. */
const recordedFor = (run, step) => {
  const all = join(conformance, 'recorded/ingress-nginx');
  if (step === 1) return all;
  const some = join(out, `recorded-${run.name}`);
  rmSync(some, { recursive: true, force: true });
  for (const file of readdirSync(join(out, run.name), { recursive: true }))
    if (file.endsWith('.json') && existsSync(join(all, file))) cpSync(join(all, file), join(some, file));
  return some;
};

const compared = (run, step) => {
  const json = join(out, `${run.name}.json`);
  const args = [join(runner, 'compare.mjs'), recordedFor(run, step), join(out, run.name), join(conformance, 'cases'), '--json', json];
  const table = spawnSync(process.execPath, [...args, ...(only === '' ? [] : ['--only', only])], { encoding: 'utf8', env: environmentOf(run), maxBuffer: 1 << 28 });
  const rows = JSON.parse(readFileSync(json, 'utf8'));
  const share = (fits) => (100 * rows.filter(fits).length) / (rows.length || 1);
  const count = (fits) => rows.filter(fits).length;
  return {
    table: table.stdout,
    doubtful: [...new Set(rows.filter((row) => row.verdict === 'silent' || row.verdict === 'failed').map((row) => row.case))],
    requests: rows.length,
    core: share((row) => !row.core && row.verdict !== 'failed'),
    same: share((row) => row.verdict === 'same'),
    silent: count((row) => row.verdict === 'silent'),
    failed: count((row) => row.verdict === 'failed'),
    opened: count((row) => row.opened),
  };
};

/** Bounds from above; the others are shares in per cent and bound from below. */
const atMost = new Set(['silent', 'failed', 'opened']);
const text = (value) => (Number.isInteger(value) ? String(value) : `${value.toFixed(1)} %`);

/** Rates and timeouts go by the clock, and a busy machine disturbs them: what looks wrong is asked once more, alone. */
const oncemore = 12;
const askAgain = async (run, cases) => {
  for (const name of cases.slice(0, oncemore)) await answer(run, 0, 1, name);
};

/** All runs together stay within the time CI has; on a slow machine the later ones take every second or third case. */
const budget = Number(process.env.CONFORMANCE_SECONDS ?? 1500);
const start = Date.now();
let slowest = 0;
const stepFor = (runsLeft) => {
  const left = budget - (Date.now() - start) / 1000;
  return Math.min(8, Math.max(1, Math.ceil((slowest * runsLeft) / Math.max(left, 1))));
};

let failed = 0;
const asked = runs.filter(({ target, name }) => wanted === undefined || wanted.includes(target) || wanted.includes(name));
for (const [i, run] of asked.entries()) {
  const { target, name } = run;
  const began = Date.now();
  const step = stepFor(asked.length - i);
  rmSync(join(out, name), { recursive: true, force: true });
  mkdirSync(join(out, name), { recursive: true });
  await Promise.all(Array.from({ length: shards }, (_, shard) => answer(run, shard, shards * step)));
  if (step > 1) console.log(`${name}: one case of ${step}, for the machine is slow`);
  else slowest = Math.max(slowest, (Date.now() - began) / 1000);
  const first = compared(run, step);
  await askAgain(run, first.doubtful);
  const { table, requests, doubtful, ...reached } = first.doubtful.length === 0 ? first : compared(run, step);
  const { cases, started } = answered(run);
  const numbers = { ...reached, started: (100 * started) / (cases || 1) };
  const floor = floors[name] ?? floors[target];
  const below = Object.entries(floor).flatMap(([what, bound]) => {
    const short = atMost.has(what) ? numbers[what] > bound : numbers[what] < bound;
    return short ? [`${what} ${text(numbers[what])}, the bound is ${bound}`] : [];
  });
  if (requests === 0) below.push('no requests');
  const told = Object.entries(numbers).map(([what, value]) => `${what} ${text(value)}`);
  const verdict = below.length > 0 ? `; BELOW THE FLOOR: ${below.join(', ')}` : '';
  console.log(`\n${name}\n${table}`);
  console.log(`${name}: ${requests} requests of ${cases} cases, ${told.join(', ')}, ${Math.round((Date.now() - began) / 1000)} s${verdict}\n`);
  if (below.length > 0) failed += 1;
}
process.exitCode = failed > 0 ? 1 : 0;
