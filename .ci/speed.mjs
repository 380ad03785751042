// Renders 10,000 Ingresses for nginx and holds the time against what js-yaml takes for the same file, and the memory, against .ci/floors.json.
// usage: node .ci/speed.mjs SHARED_FOLDER      (after npm run build)
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const rounds = 5;
const [shared] = process.argv.slice(2);
const { speed: bounds } = JSON.parse(readFileSync(new URL('floors.json', import.meta.url), 'utf8'));
const command = fileURLToPath(new URL('../bin/ingress-compile.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'ingress-compile-speed-'));
const input = join(folder, 'input.yaml');
const memory = join(folder, 'memory');
const made = spawnSync(process.execPath, [join(resolve(shared), 'bench/generate.mjs'), '10000'], { maxBuffer: 1 << 28 });
writeFileSync(input, made.stdout);

const load = `
import { readFileSync } from 'node:fs';
import { loadAll } from 'js-yaml';
const text = readFileSync(process.argv[1], 'utf8');
const start = performance.now();
loadAll(text);
console.log(performance.now() - start);`;
const reading = () => {
  const run = spawnSync(process.execPath, ['--input-type=module', '-e', load, input], { encoding: 'utf8' });
  return Number(run.stdout);
};

/** Kilobytes of memory at the most, told when the process ends. */
const observer = `data:text/javascript,${encodeURIComponent(
  `import { writeFileSync } from 'node:fs';
process.on('exit', () => writeFileSync(${JSON.stringify(memory)}, String(process.resourceUsage().maxRSS)));`,
)}`;
const rendering = () => {
  const start = performance.now();
  const options = ['render', input, '--target', 'nginx', '--output', join(folder, 'out'), '--quiet'];
  const run = spawnSync(process.execPath, ['--import', observer, command, ...options], { maxBuffer: 1 << 28 });
  // Snippets are among the input, which the controller refuses by default: that is a finding.
  if (run.status !== 0 && run.status !== 1) throw new Error(`the command ended with ${run.status}: ${run.stderr}`);
  return performance.now() - start;
};

const times = Array.from({ length: rounds }, () => ({ read: reading(), render: rendering() }));
const least = (key) => Math.min(...times.map((time) => time[key]));
const ratio = least('render') / least('read');
const megabytes = Number(readFileSync(memory, 'utf8')) / 1024;
rmSync(folder, { recursive: true, force: true });

const below = [
  ...(ratio > bounds.ratio ? [`the bound of the ratio is ${bounds.ratio}`] : []),
  ...(megabytes > bounds.megabytes ? [`the bound of the memory is ${bounds.megabytes} MB`] : []),
];
console.log(
  `10,000 Ingresses: read by js-yaml in ${Math.round(least('read'))} ms, rendered in ${Math.round(least('render'))} ms, ${ratio.toFixed(1)} times as long, ${Math.round(megabytes)} MB${below.map((text) => `; ${text}`).join('')}`,
);
process.exitCode = below.length > 0 ? 1 : 0;
