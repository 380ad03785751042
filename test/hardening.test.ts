/** What is kept open really is open, and `--harden` really closes it: real proxies answer requests. */
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeOutput } from '../src/io/write.ts';
import { compileText } from './support/compile.ts';
import { type Backend, type Heard, startBackends } from './support/echo.ts';
import { installedVersion, type ProxyName, type RunningProxy, startProxy } from './support/proxies.ts';
import { projectRoot } from './support/source-tree.ts';

const backends: readonly Backend[] = [
  { service: 'web', host: '127.21.0.1', port: 8080 },
  { service: 'auth', host: '127.21.0.9', port: 8080 },
];
const ports = { nginx: { kept: 18780, closed: 18781 }, haproxy: { kept: 18782, closed: 18783 } } as const;
type Mode = 'kept' | 'closed';

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly heard: Heard | undefined;
}

interface Asked {
  readonly host: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly from?: string;
}

const ask = (port: number, { host, path = '/', headers = {}, from }: Asked): Promise<Answer> =>
  new Promise((done, failed) => {
    const request = httpRequest({
      host: '127.0.0.1',
      port,
      path,
      headers: { host: `${host}.example.test`, ...headers },
      agent: false,
      ...(from === undefined ? {} : { localAddress: from }),
    });
    request.on('error', failed);
    request.on('response', (response) => {
      let body = '';
      response.on('data', (chunk) => {
        body += chunk;
      });
      response.on('end', () => {
        const heard: Heard | undefined = body.startsWith('{') ? JSON.parse(body) : undefined;
        done({ status: response.statusCode ?? 0, headers: response.headers, heard });
      });
    });
    request.end();
  });

const isUp = (port: number): Promise<boolean> =>
  ask(port, { host: 'nobody' }).then(
    () => true,
    () => false,
  );

const text = readFileSync(join(projectRoot, 'fixtures/features/hardening/kept/in.yaml'), 'utf8')
  .replaceAll('10.1.0.', '127.21.0.')
  // Addresses a request of this machine can come from.
  .replaceAll('192.0.2.0/24', '127.0.7.0/24')
  .replaceAll('198.51.100.0/24', '127.0.8.0/24');
const root = mkdtempSync(join(tmpdir(), 'ingress-compile-hardening-'));
// The workers of an nginx that root starts belong to somebody else and read password files themselves.
chmodSync(root, 0o755);
let stopBackends: () => Promise<void>;

beforeAll(async () => {
  stopBackends = await startBackends(backends);
});
afterAll(async () => {
  await stopBackends?.();
  rmSync(root, { recursive: true, force: true });
});

const start = async (proxy: ProxyName, mode: Mode): Promise<RunningProxy> => {
  const version = installedVersion(proxy) ?? [0, 0];
  const listeners = {
    http: { ip: '127.0.0.1', port: ports[proxy][mode] },
    https: { ip: '127.0.0.1', port: ports[proxy][mode] + 10 },
  };
  const { targets } = compileText(text, {
    targets: [proxy],
    versions: { [proxy]: version },
    dialect: { listeners, harden: mode === 'closed' },
  });
  const folder = join(root, `${proxy}-${mode}`);
  const written = writeOutput(folder, targets[0]?.rendered.files ?? []);
  expect(written.ok).toBe(true);
  const running = startProxy(proxy, folder);
  for (let tries = 0; tries < 100 && !(await isUp(ports[proxy][mode])); tries += 1)
    await new Promise((later) => setTimeout(later, 100));
  expect(await isUp(ports[proxy][mode]), running.log()).toBe(true);
  return running;
};

interface Case {
  readonly about: string;
  readonly asked: Asked;
  readonly look: (answer: Answer) => unknown;
  readonly kept: unknown;
  readonly closed: unknown;
}

const origin = { origin: 'https://evil.example' };
const header =
  (name: string) =>
  ({ headers }: Answer): unknown =>
    headers[name];
const status = (answer: Answer): unknown => answer.status;

const cases: readonly Case[] = [
  {
    about: 'a refused origin',
    asked: { host: 'origin', headers: origin },
    look: header('access-control-allow-origin'),
    kept: '*',
    closed: undefined,
  },
  {
    about: 'credentials for everybody',
    asked: { host: 'everybody', headers: origin },
    look: header('access-control-allow-credentials'),
    kept: 'true',
    closed: undefined,
  },
  {
    about: 'the origin null',
    asked: { host: 'sandboxed', headers: { origin: 'null' } },
    look: header('access-control-allow-origin'),
    kept: 'null',
    closed: undefined,
  },
  { about: 'a lost authentication', asked: { host: 'checked' }, look: status, kept: 200, closed: 503 },
  { about: 'the realm off', asked: { host: 'realm' }, look: status, kept: 200, closed: 401 },
  { about: 'a misspelt list', asked: { host: 'misspelt' }, look: status, kept: 200, closed: 503 },
  {
    about: 'a blocked address',
    asked: { host: 'listed', from: '127.0.7.1' },
    look: status,
    kept: 200,
    closed: 403,
  },
  { about: 'a denied address', asked: { host: 'listed', from: '127.0.8.1' }, look: status, kept: 403, closed: 403 },
  {
    about: 'a forged address',
    asked: { host: 'listed', from: '127.0.8.1', headers: { 'x-forwarded-for': '203.0.113.9' } },
    look: status,
    kept: 200,
    closed: 403,
  },
  { about: 'a redirect in front of a list', asked: { host: 'moved' }, look: status, kept: 301, closed: 503 },
  {
    about: 'a longer path than the exact one',
    asked: { host: 'expressions', path: '/exact/more' },
    look: status,
    kept: 200,
    closed: 404,
  },
  {
    about: 'the exact path',
    asked: { host: 'expressions', path: '/exact' },
    look: ({ heard }) => heard?.service,
    kept: 'web',
    closed: 'web',
  },
  {
    about: 'a path below the rewritten one',
    asked: { host: 'expressions', path: '/v1.0/x' },
    look: ({ heard }) => heard?.url,
    kept: '/',
    closed: '/',
  },
  {
    about: 'a longer path than the rewritten one',
    asked: { host: 'expressions', path: '/v1x0more' },
    look: status,
    kept: 200,
    closed: 404,
  },
  {
    about: 'client certificates over plain HTTP',
    asked: { host: 'subject', headers: { 'ssl-client-cert': 'forged' } },
    look: status,
    kept: 403,
    closed: 403,
  },
  { about: 'a host with optional certificates', asked: { host: 'clients' }, look: status, kept: 200, closed: 308 },
  { about: 'a host without certificate', asked: { host: 'placeholder' }, look: status, kept: 308, closed: 503 },
];

describe.each(['nginx', 'haproxy'] as const)('%s', (proxy) => {
  const skipped = installedVersion(proxy) === undefined;
  const running: RunningProxy[] = [];
  beforeAll(async () => {
    if (skipped) return;
    running.push(await start(proxy, 'kept'), await start(proxy, 'closed'));
  });
  afterAll(async () => {
    for (const one of running) await one.stop();
  });

  test.skipIf(skipped).each(cases)('$about', async ({ asked, look, kept, closed }) => {
    expect(look(await ask(ports[proxy].kept, asked)), 'kept').toEqual(kept);
    expect(look(await ask(ports[proxy].closed, asked)), 'hardened').toEqual(closed);
  });
});
