/** Requests of the surprises to real proxies: reachable Services, one request, what came back. */
import { createServer, request as httpRequest, type IncomingMessage, type Server } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect } from 'node:net';
import type { Surprise, SurpriseRequest } from './surprise.ts';

export const echoPort = 18990;

const pad = (number: number): string => String(number).padStart(2, '0');
export const namespaceOf = ({ number }: Pick<Surprise, 'number'>): string => `s${pad(number)}`;
const addressOf = (number: number, index: number): string => `127.22.${number}.${index + 1}`;

/** Service by loopback address: one server answers for all of them. */
export const addressBook = (surprises: readonly Surprise[]): ReadonlyMap<string, string> =>
  new Map(
    surprises.flatMap(({ number, services = [] }) =>
      services.map((service, index): [string, string] => [addressOf(number, index), service]),
    ),
  );

/** The input together with its Services and their endpoints. */
export const reachable = (surprise: Surprise): string => {
  const namespace = namespaceOf(surprise);
  const isGiven = (name: string): boolean =>
    surprise.text.includes(`metadata: {name: ${name}, namespace: ${namespace}}`);
  const objects = (surprise.services ?? []).map((name, index) =>
    isGiven(name)
      ? ''
      : [
          '',
          '---',
          'apiVersion: v1',
          'kind: Service',
          `metadata: {name: ${name}, namespace: ${namespace}}`,
          `spec: {ports: [{name: http, port: 80, targetPort: ${echoPort}}]}`,
          '---',
          'apiVersion: discovery.k8s.io/v1',
          'kind: EndpointSlice',
          `metadata: {name: ${name}-1, namespace: ${namespace}, labels: {kubernetes.io/service-name: ${name}}}`,
          'addressType: IPv4',
          `ports: [{name: http, port: ${echoPort}}]`,
          `endpoints: [{addresses: [${addressOf(surprise.number, index)}], conditions: {ready: true}}]`,
        ].join('\n'),
  );
  return surprise.text + objects.join('');
};

/** Answers with JSON of what reached it; the client orders status and headers by `x-answer-…` (below /auth: `x-auth-…`). */
export const startEcho = async (services: ReadonlyMap<string, string>): Promise<Server> => {
  const server = createServer((request, response) => {
    const { headers, method, url = '' } = request;
    const ordered = (name: string): string | undefined => {
      const value = headers[`x-${url.startsWith('/auth') ? 'auth' : 'answer'}-${name}`];
      return typeof value === 'string' ? value : undefined;
    };
    const service = services.get(request.socket.localAddress ?? '') ?? '';
    const extra: Record<string, string> = JSON.parse(ordered('headers') ?? '{}');
    request.resume();
    request.on('end', () => {
      response.writeHead(Number(ordered('status') ?? 200), { 'x-heard-by': service, 'x-asked-with': method, ...extra });
      response.end(JSON.stringify({ service, method, url, headers }));
    });
  });
  await new Promise<void>((done, failed) => {
    server.once('error', failed);
    server.listen(echoPort, '0.0.0.0', () => done());
  });
  return server;
};

export const ports = { http: 18390, https: 18743 } as const;

/** `status`, `location` and so on by name; what the backend was told as `heard.method`, `heard.url`, `heard.<header>`. */
const send = (request: SurpriseRequest): Promise<(name: string) => string | number | null> =>
  new Promise((done, failed) => {
    const [, scheme = '', host = '', path = '/'] = /^(https?):\/\/([^/]+)(\/.*)?$/.exec(request.url) ?? [];
    const secure = scheme === 'https';
    const options = {
      host: '127.0.0.1',
      port: secure ? ports.https : ports.http,
      path,
      method: request.method ?? 'GET',
      headers: { host, ...request.headers },
      agent: false,
      ...(request.from === undefined ? {} : { localAddress: request.from }),
    } as const;
    const sent = secure
      ? httpsRequest({ ...options, servername: host, rejectUnauthorized: false })
      : httpRequest(options);
    sent.on('error', failed);
    sent.on('response', (response) => {
      let body = '';
      response.on('data', (chunk) => {
        body += chunk;
      });
      response.on('end', () => done((name) => answered(name, response, body)));
    });
    sent.end();
  });

const answered = (name: string, response: IncomingMessage, body: string): string | number | null => {
  if (name === 'status') return response.statusCode ?? 0;
  if (name === 'service') return text(response.headers['x-heard-by']);
  if (!name.startsWith('heard.')) return text(response.headers[name]);
  const heard = body.startsWith('{') ? JSON.parse(body) : { headers: {} };
  const key = name.slice('heard.'.length);
  return text(key === 'url' || key === 'method' ? heard[key] : heard.headers[key]);
};

const text = (value: string | readonly string[] | undefined): string | null =>
  value === undefined ? null : typeof value === 'string' ? value : value.join('; ');

/** What was got beside what was wanted, where they differ. */
export const wrongValues = async (request: SurpriseRequest): Promise<readonly string[]> => {
  const got = await send(request);
  return Object.entries(request.gets).flatMap(([name, wanted]) => {
    const value = got(name);
    const fits =
      typeof wanted === 'string' && wanted.startsWith('~')
        ? value !== null && new RegExp(wanted.slice(1)).test(String(value))
        : value === wanted;
    return fits ? [] : [`${request.method ?? 'GET'} ${request.url}: ${name} is ${value}, not ${wanted}`];
  });
};

export const isUp = (port: number): Promise<boolean> =>
  new Promise((done) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('error', () => done(false));
    socket.once('connect', () => {
      socket.destroy();
      done(true);
    });
  });
