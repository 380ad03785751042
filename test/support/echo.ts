/** Backends for the tests with real proxies: they answer with JSON of what reached them. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createH2Server } from 'node:http2';

export interface Heard {
  readonly service: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

export interface Backend {
  readonly service: string;
  readonly host: string;
  readonly port: number;
  /** gRPC is spoken over HTTP/2 without TLS. */
  readonly http2?: true;
  /** Status of the answer; default 200. */
  readonly status?: (request: IncomingMessage) => number;
  readonly headers?: Readonly<Record<string, string>>;
}

export const startBackends = async (backends: readonly Backend[]): Promise<() => Promise<void>> => {
  const servers = backends.map((backend) => listen(backend));
  await Promise.all(servers.map(({ ready }) => ready));
  return async () => {
    await Promise.all(servers.map(({ close }) => close()));
  };
};

const listen = (backend: Backend): { readonly ready: Promise<void>; readonly close: () => Promise<void> } => {
  const server = backend.http2
    ? grpcServer(backend)
    : createServer((request, response) => answer(backend, request, response));
  return {
    ready: new Promise((done, failed) => {
      server.once('error', failed);
      server.listen(backend.port, backend.host, done);
    }),
    close: () =>
      new Promise((done) => {
        if ('closeAllConnections' in server) (server as Server).closeAllConnections();
        server.close(() => done());
      }),
  };
};

const answer = (
  { service, status, headers = {} }: Backend,
  request: IncomingMessage,
  response: ServerResponse,
): void => {
  const heard: Heard = { service, method: request.method ?? '', url: request.url ?? '', headers: request.headers };
  request.resume();
  request.on('end', () => {
    response.writeHead(status?.(request) ?? 200, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(heard));
  });
};

const grpcServer = ({ service }: Backend): ReturnType<typeof createH2Server> => {
  const server = createH2Server();
  const sessions = new Set<{ destroy: () => void }>();
  server.on('session', (session) => {
    sessions.add(session);
    session.on('close', () => sessions.delete(session));
  });
  server.on('stream', (stream, headers) => {
    stream.on('error', () => {});
    stream.resume();
    stream.respond(
      { ':status': 200, 'content-type': 'application/grpc', 'x-service': service, 'x-path': String(headers[':path']) },
      { waitForTrailers: true },
    );
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
    stream.end();
  });
  const close = server.close.bind(server);
  return Object.assign(server, {
    close: (done?: () => void) => {
      for (const session of sessions) session.destroy();
      return close(done);
    },
  });
};
