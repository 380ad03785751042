/** The real proxies: they load what we render. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { writeOutput } from '../../src/io/write.ts';
import type { OutputFile, Version } from '../../src/targets/target.ts';

export type ProxyName = 'nginx' | 'haproxy';

const commands: { readonly [P in ProxyName]: string } = {
  nginx: process.env['NGINX'] ?? 'nginx',
  haproxy: process.env['HAPROXY'] ?? 'haproxy',
};

const note = (name: ProxyName): string =>
  `${name} is not installed. These tests load every rendered configuration with the real proxies: run .ci/run, or ` +
  `apt-get install nginx haproxy (or point ${name.toUpperCase()} to a binary). To go without them set INGRESS_COMPILE_WITHOUT_PROXIES=1.`;

/** Version of the installed proxy; undefined when it is missing and the environment allows that. */
export const installedVersion = (name: ProxyName): Version | undefined => {
  const run = spawnSync(commands[name], ['-v'], { encoding: 'utf8' });
  const match = /(?:nginx\/|version )(\d+)\.(\d+)/.exec(`${run.stdout ?? ''}${run.stderr ?? ''}`);
  if (match !== null) return [Number(match[1]), Number(match[2])];
  if (process.env['INGRESS_COMPILE_WITHOUT_PROXIES'] === '1' && process.env['CI'] !== 'true') return undefined;
  throw new Error(note(name));
};

interface Loaded {
  readonly accepted: boolean;
  readonly said: string;
}

const checkArguments: { readonly [P in ProxyName]: (folder: string) => readonly string[] } = {
  nginx: (folder) => ['-p', folder, '-e', 'stderr', '-t', '-q', '-c', 'nginx.conf'],
  haproxy: (folder) => ['-C', folder, '-c', '-q', '-f', 'haproxy.cfg'],
};

const runArguments: { readonly [P in ProxyName]: (folder: string) => readonly string[] } = {
  nginx: (folder) => ['-p', folder, '-e', 'stderr', '-g', 'daemon off;', '-c', 'nginx.conf'],
  haproxy: (folder) => ['-C', folder, '-db', '-f', 'haproxy.cfg'],
};

const loadFolder = (name: ProxyName, folder: string): Promise<Loaded> =>
  new Promise((done) => {
    const child = spawn(commands[name], checkArguments[name](folder), { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    const take = (chunk: Buffer): void => {
      said += chunk.toString();
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.on('error', (error) => done({ accepted: false, said: error.message }));
    child.on('close', (code) => done({ accepted: code === 0, said: said.slice(0, 4000) }));
  });

/** Writes the files to a folder of their own and has the proxy check them. */
const loadFiles = async (name: ProxyName, files: readonly OutputFile[]): Promise<Loaded> => {
  const folder = mkdtempSync(join(tmpdir(), 'ingress-compile-load-'));
  try {
    const written = writeOutput(folder, files);
    if (!written.ok) return { accepted: false, said: written.problem };
    return await loadFolder(name, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

export const expectLoaded = async (name: ProxyName, files: readonly OutputFile[]): Promise<void> => {
  const { accepted, said } = await loadFiles(name, files);
  expect(accepted, `${name}: ${said}`).toBe(true);
};

export interface RunningProxy {
  readonly stop: () => Promise<void>;
  readonly log: () => string;
}

/** Starts the proxy on a folder; the caller waits for its port. */
export const startProxy = (name: ProxyName, folder: string): RunningProxy => {
  const child = spawn(commands[name], runArguments[name](folder), { stdio: ['ignore', 'pipe', 'pipe'], cwd: folder });
  let log = '';
  const take = (chunk: Buffer): void => {
    log += chunk.toString();
  };
  child.stdout.on('data', take);
  child.stderr.on('data', take);
  child.on('error', (error) => take(Buffer.from(error.message)));
  const ended = new Promise<void>((done) => child.on('close', () => done()));
  return {
    log: () => log,
    stop: async () => {
      child.kill('SIGTERM');
      const patience = setTimeout(() => child.kill('SIGKILL'), 2000);
      await ended;
      clearTimeout(patience);
    },
  };
};
