/** Real proxies serve the real applications of fixtures/real: requests go in, answers of echo servers come out. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:http2';
import { request as httpsRequest } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCommand } from './support/command.ts';
import { type Backend, type Heard, startBackends } from './support/echo.ts';
import { installedVersion, type ProxyName, type RunningProxy, startProxy } from './support/proxies.ts';
import { projectRoot } from './support/source-tree.ts';

const signedIn = 'session=alice';
const backends: readonly Backend[] = [
  { service: 'storefront', host: '127.20.0.1', port: 8080 },
  { service: 'storefront', host: '127.20.0.2', port: 8080 },
  { service: 'storefront-next', host: '127.20.0.3', port: 8080 },
  { service: 'account', host: '127.20.0.4', port: 8080 },
  { service: 'api', host: '127.20.0.5', port: 8080 },
  { service: 'stock', host: '127.20.0.6', port: 50051, http2: true },
  {
    service: 'signin',
    host: '127.20.0.7',
    port: 8080,
    status: ({ headers }) => (headers.cookie?.includes(signedIn) ? 200 : 401),
    headers: { 'x-user': 'alice' },
  },
  { service: 'wiki', host: '127.20.1.1', port: 3000 },
  { service: 'sorry', host: '127.20.1.3', port: 8080, status: () => 503 },
  { service: 'reports', host: '127.20.2.1', port: 8000 },
];
const ports: { readonly [P in ProxyName]: { readonly http: number; readonly https: number } } = {
  nginx: { http: 18180, https: 18543 },
  haproxy: { http: 18280, https: 18643 },
};

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

interface Asked {
  readonly headers?: Readonly<Record<string, string>>;
  readonly method?: string;
  readonly from?: string;
}

const ask = (proxy: ProxyName, url: string, { headers = {}, method = 'GET', from }: Asked = {}): Promise<Answer> => {
  const { protocol, hostname, pathname, search } = new URL(url);
  const secure = protocol === 'https:';
  const options = {
    host: '127.0.0.1',
    port: secure ? ports[proxy].https : ports[proxy].http,
    path: pathname + search,
    method,
    headers: { host: hostname, ...headers },
    agent: false,
    ...(from === undefined ? {} : { localAddress: from }),
  } as const;
  return new Promise((done, failed) => {
    const request = secure
      ? httpsRequest({ ...options, servername: hostname, rejectUnauthorized: false })
      : httpRequest(options);
    request.on('error', failed);
    request.on('response', (response) => {
      let body = '';
      response.on('data', (chunk) => {
        body += chunk;
      });
      response.on('end', () => done({ status: response.statusCode ?? 0, headers: response.headers, body }));
    });
    request.end();
  });
};

const heard = ({ body }: Answer): Heard => JSON.parse(body);

const isUp = async (proxy: ProxyName): Promise<boolean> => {
  try {
    await ask(proxy, 'http://nobody.example.test/');
    return true;
  } catch {
    return false;
  }
};

const root = mkdtempSync(join(tmpdir(), 'ingress-compile-proxies-'));
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

describe.each(['nginx', 'haproxy'] as const)('%s', (proxy) => {
  const version = installedVersion(proxy);
  let running: RunningProxy | undefined;

  beforeAll(async () => {
    if (version === undefined) return;
    const folder = join(root, proxy);
    const paths = ['shop', 'wiki', 'legacy'].map((name) => join(projectRoot, 'fixtures/real', name));
    const address = (port: number): string => `127.0.0.1:${port}`;
    const flags = ['--http-address', address(ports[proxy].http), '--https-address', address(ports[proxy].https)];
    const rendered = await runCommand([
      'render',
      ...paths,
      '--target',
      `${proxy}@${version.join('.')}`,
      '--output',
      folder,
      '--write-secrets',
      ...flags,
    ]);
    expect(rendered.code, rendered.stderr).toBeLessThan(2);
    running = startProxy(proxy, folder);
    for (let tries = 0; tries < 100 && !(await isUp(proxy)); tries += 1)
      await new Promise((later) => setTimeout(later, 100));
    expect(await isUp(proxy), running.log()).toBe(true);
  });
  afterAll(() => running?.stop());

  describe.skipIf(version === undefined)('serves the shop', () => {
    test('plain HTTP is sent to HTTPS', async () => {
      const { status, headers } = await ask(proxy, 'http://shop.example.test/basket?a=1');
      expect({ status, location: headers.location }).toEqual({
        status: 308,
        location: 'https://shop.example.test/basket?a=1',
      });
    });

    test('the storefront answers with HSTS and keeps its sessions', async () => {
      const first = await ask(proxy, 'https://shop.example.test/', { headers: { 'x-next': 'never' } });
      expect(first.status).toBe(200);
      expect(heard(first)).toMatchObject({
        service: 'storefront',
        url: '/',
        headers: { host: 'shop.example.test', 'x-forwarded-proto': 'https' },
      });
      expect(first.headers['strict-transport-security']).toContain('max-age=');
      const [cookie = ''] = first.headers['set-cookie'] ?? [];
      expect(cookie).toMatch(/^basket=[^;]+;/);
    });

    test('who asks for the next storefront gets it', async () => {
      const next = await ask(proxy, 'https://shop.example.test/', { headers: { 'x-next': 'always' } });
      expect(heard(next).service).toBe('storefront-next');
    });

    test('about every tenth visitor gets the next storefront', async () => {
      const services = await Promise.all(
        Array.from({ length: 200 }, async () => heard(await ask(proxy, 'https://shop.example.test/')).service),
      );
      const share = services.filter((service) => service === 'storefront-next').length;
      expect(share).toBeGreaterThan(3);
      expect(share).toBeLessThan(60);
    });

    test('the account is closed to strangers', async () => {
      const { status, headers, body } = await ask(proxy, 'https://shop.example.test/account/orders');
      expect(body).not.toContain('"service":"account"');
      expect({ status, location: headers.location }).toMatchObject({
        status: 302,
        location: expect.stringContaining('https://signin.example.test/start?rd='),
      });
    });

    test('the account is open to who signed in, and is told who it is', async () => {
      const answer = await ask(proxy, 'https://shop.example.test/account/orders', {
        headers: { cookie: signedIn, 'x-user': 'mallory' },
      });
      expect(answer.status).toBe(200);
      expect(heard(answer)).toMatchObject({ service: 'account', headers: { 'x-user': 'alice' } });
    });

    test('the API loses its prefix and answers browsers of the shop', async () => {
      const origin = 'https://shop.example.test';
      const answer = await ask(proxy, 'https://api.shop.example.test/v1/items/7?full=1', { headers: { origin } });
      expect(heard(answer)).toMatchObject({ service: 'api', url: '/items/7?full=1' });
      expect(answer.headers['access-control-allow-origin']).toBe(origin);
      const preflight = await ask(proxy, 'https://api.shop.example.test/v1/items', {
        method: 'OPTIONS',
        headers: { origin },
      });
      expect(preflight.status).toBe(204);
      const other = await ask(proxy, 'https://api.shop.example.test/v1/items', {
        headers: { origin: 'https://evil.example' },
      });
      expect(other.headers['access-control-allow-origin']).toBeUndefined();
    });

    test('gRPC goes through', async () => {
      const session = connect(`https://127.0.0.1:${ports[proxy].https}`, {
        servername: 'grpc.shop.example.test',
        rejectUnauthorized: false,
      });
      const stream = session.request({
        ':method': 'POST',
        ':path': '/shop.Stock/Count',
        ':authority': 'grpc.shop.example.test',
        'content-type': 'application/grpc',
        te: 'trailers',
      });
      const answer = await new Promise((done, failed) => {
        let headers: object = {};
        stream.on('response', (found) => {
          headers = found;
        });
        stream.on('trailers', (trailers) => done({ ...headers, ...trailers }));
        stream.on('error', failed);
        stream.resume();
        stream.end();
      });
      session.destroy();
      expect(answer).toMatchObject({
        ':status': 200,
        'x-service': 'stock',
        'x-path': '/shop.Stock/Count',
        'grpc-status': '0',
      });
    });

    test('hosts nobody has are not found', async () => {
      expect((await ask(proxy, 'http://nobody.example.test/')).status).toBe(404);
    });
  });

  describe.skipIf(version === undefined)('serves the wiki', () => {
    const basic = (text: string): Readonly<Record<string, string>> => ({
      authorization: `Basic ${Buffer.from(text).toString('base64')}`,
    });

    test('readers read', async () => {
      expect(heard(await ask(proxy, 'https://wiki.example.test/page'))).toMatchObject({
        service: 'wiki',
        url: '/page',
      });
    });

    test('editors need their password', async () => {
      const url = 'https://wiki.example.test/edit/page';
      const stranger = await ask(proxy, url);
      expect(stranger.status).toBe(401);
      expect(stranger.headers['www-authenticate']).toBe('Basic realm="Editors"');
      expect((await ask(proxy, url, { headers: basic('alice:wrong') })).status).toBe(401);
      const editor = await ask(proxy, url, { headers: basic('alice:s3cret') });
      expect(editor.status).toBe(200);
      expect(heard(editor)).toMatchObject({ service: 'wiki', url: '/edit/page' });
    });

    test('the administration answers the office only', async () => {
      const url = 'https://wiki.example.test/admin/';
      expect((await ask(proxy, url)).status).toBe(200);
      expect((await ask(proxy, url, { from: '127.0.0.9' })).status).toBe(403);
    });

    test('the old address has moved for good', async () => {
      const { status, headers } = await ask(proxy, 'http://old-wiki.example.test/x');
      expect({ status, location: headers.location }).toEqual({
        status: 301,
        location: 'https://wiki.example.test/welcome',
      });
    });

    test('a Service without endpoints is not available', async () => {
      expect((await ask(proxy, 'https://wiki.example.test/search')).status).toBe(503);
    });
  });

  describe.skipIf(version === undefined)('serves the reports', () => {
    test('the start page is elsewhere', async () => {
      const { status, headers } = await ask(proxy, 'http://reports.example.test/');
      expect({ status, location: headers.location }).toEqual({
        status: 302,
        location: 'http://reports.example.test/dashboard',
      });
    });

    test('the backend is asked for its own name', async () => {
      expect(heard(await ask(proxy, 'http://reports.example.test/dashboard'))).toMatchObject({
        service: 'reports',
        headers: { host: 'reports.internal' },
      });
    });
  });
});
