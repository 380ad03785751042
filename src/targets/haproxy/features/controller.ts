/** What holds for every host. */
import { because, type Reason } from '../../../diagnostics/report.ts';
import type {
  AccessLogs,
  Blocks,
  ClientLimits,
  Compression,
  DefaultBackend,
  DefaultCertificate,
  ForeignSettings,
  ForwardedHeaders,
  GlobalErrorPages,
  GlobalRequestHeaders,
  GlobalResponseHeaders,
  Http2,
  Http3,
  RequestIds,
  TlsPolicy,
  UpstreamConnections,
} from '../../../model/features/controller-features.ts';
import { isWritten, type Traced } from '../../../source/traced.ts';
import { type AtController, approximate, exact, type Outcome, refused, spent, withDifferences } from '../../target.ts';
import { secretFile } from '../names.ts';
import { regexShape } from '../regex.ts';
import { formatted, request } from '../request.ts';
import { Expression, HaproxyToken, isHeaderName, printable } from '../token.ts';
import { backend, frontend, type HaproxyNode, type Line, line } from '../tree.ts';
import { aclLines, answer, when } from './answer.ts';
import { versionBounds } from './backend-tls.ts';

/** Suites as nginx names them: letters, digits and the signs OpenSSL lists use. */
const suites = /^[A-Za-z0-9:+!@=_-]+$/;

export const tlsPolicy = ({
  protocols,
  ciphers,
  rejectUnknownNames,
  sessionTickets,
  earlyData,
  ...rest
}: TlsPolicy): Outcome<HaproxyNode> => {
  spent(rest);
  const differences: Reason[] = [];
  const options = versionBounds(protocols.value).flat();
  const nodes: HaproxyNode[] = [
    {
      in: 'global',
      line: [...line('ssl-default-bind-options'), ...options, ...(sessionTickets.value ? [] : line('no-tls-tickets'))],
    },
  ];
  if (suites.test(ciphers.value))
    nodes.push({ in: 'global', line: line('ssl-default-bind-ciphers', HaproxyToken.word(ciphers.value)) });
  else if (ciphers.value !== '') differences.push(because('T5203', { what: 'ssl-ciphers' }, ciphers.from));
  if (rejectUnknownNames.value) nodes.push({ in: 'bind', listener: 'https', words: line('strict-sni') });
  if (earlyData.value) differences.push(because('T5260', {}, earlyData.from));
  return withDifferences(nodes, differences);
};

export const defaultCertificate = (
  { certificate, ...rest }: DefaultCertificate,
  at: AtController,
): Outcome<HaproxyNode> => {
  spent(rest);
  if (!at.options.writeSecrets) return exact();
  const { certificate: chain, key } = certificate.value;
  const file = secretFile(at.options, 'tls', chain.secret, 'pem');
  return exact({
    in: 'file',
    file: { name: file, text: `${chain.text.trimEnd()}\n${key.text.trimEnd()}\n`, secret: true },
  });
};

export const http2 = ({ on, maxStreams, ...rest }: Http2): Outcome<HaproxyNode> => {
  spent(rest);
  const nodes: HaproxyNode[] = [
    { in: 'bind', listener: 'https', words: on.value ? line('alpn', 'h2,http/1.1') : line('alpn', 'http/1.1') },
  ];
  if (!on.value) nodes.push(frontend('settings', line('option', 'disable-h2-upgrade')));
  else
    nodes.push({ in: 'global', line: line('tune.h2.max-concurrent-streams', HaproxyToken.number(maxStreams.value)) });
  return exact(...nodes);
};

export const http3 = ({ on, ...rest }: Http3, at: AtController): Outcome<HaproxyNode> => {
  spent(rest);
  const [major, minor] = at.options.version;
  if (!on.value) return exact();
  if (major < 3) return refused(because('T5261', { version: `${major}.${minor}` }, on.from));
  const port = HaproxyToken.format([`h3=":${at.model.listeners.https.port}"; ma=900`]);
  const nodes: HaproxyNode[] = [
    { in: 'quic' },
    frontend('after-response', line('http-after-response', 'set-header', 'Alt-Svc', port, 'if', '{ ssl_fc }')),
  ];
  return minor < 2 ? exact({ in: 'global', line: line('limited-quic') }, ...nodes) : exact(...nodes);
};

const depth = 4;

export const forwardedHeaders = (feature: ForwardedHeaders): Outcome<HaproxyNode> => {
  const { trust, realIp, trustedProxies, appendFor, forHeader, hostHeader, proxyProtocol, originalUri, ...rest } =
    feature;
  spent(rest);
  if (!isHeaderName(forHeader.value)) return refused(because('T5206', { header: forHeader.value }, forHeader.from));
  if (!isHeaderName(hostHeader.value)) return refused(because('T5206', { header: hostHeader.value }, hostHeader.from));
  const nodes: HaproxyNode[] = [];
  const header = Expression.of('req.fhdr', forHeader.value);
  if (proxyProtocol.value) nodes.push({ in: 'bind', listener: 'both', words: line('accept-proxy') });
  nodes.push(
    frontend('client', line('http-request', 'set-var(txn.peer)', 'src')),
    frontend('client', line('http-request', 'set-var(txn.client_for)', HaproxyToken.sample(header))),
  );
  nodes.push(
    frontend(
      'client',
      line(
        'http-request',
        'set-var(txn.client_host)',
        HaproxyToken.sample(Expression.of('req.fhdr', hostHeader.value)),
      ),
    ),
  );
  if (trust.value || realIp.value) {
    const proxies = aclLines(line('acl', 'from_proxy', 'src'), trustedProxies.value.map(HaproxyToken.range)).map((l) =>
      frontend('client', l),
    );
    nodes.push(...proxies);
    if (proxies.length > 0)
      for (let i = 1; i <= depth; i++)
        nodes.push(
          frontend(
            'client',
            line(
              'http-request',
              'set-src',
              HaproxyToken.sample(Expression.nth('req.hdr_ip', forHeader.value, -i)),
              'if',
              'from_proxy',
            ),
          ),
        );
  }
  const clientFor = Expression.fetch('var(txn.client_for)');
  const clientHost = Expression.fetch('var(txn.client_host)');
  const found = (e: Expression): readonly HaproxyToken[] => when(HaproxyToken.test(e, '-m found'));
  const set = (name: string, value: Expression, ...condition: readonly HaproxyToken[]): HaproxyNode =>
    frontend(
      'headers',
      line('http-request', 'set-header', HaproxyToken.headerName(name), HaproxyToken.format([value]), ...condition),
    );
  const scheme = Expression.fetch('req.fhdr(x-forwarded-proto)');
  nodes.push(
    frontend('client', line('http-request', 'set-var(txn.scheme)', 'str(http)')),
    frontend('client', line('http-request', 'set-var(txn.scheme)', 'str(https)', 'if', '{ ssl_fc }')),
  );
  if (trust.value) {
    nodes.push(
      frontend('client', line('http-request', 'set-var(txn.scheme)', HaproxyToken.sample(scheme), ...found(scheme))),
    );
    nodes.push(
      frontend(
        'authority',
        line(
          'http-request',
          'set-var(txn.authority)',
          HaproxyToken.sample(clientHost.to('field', '1', ',').to('regsub', ' ', '', 'g')),
          ...found(clientHost),
        ),
      ),
    );
    nodes.push(
      frontend(
        'authority',
        line('http-request', 'set-var(txn.host)', 'var(txn.authority),host_only', ...found(clientHost)),
      ),
    );
    nodes.push(
      frontend(
        'headers',
        line('http-request', 'set-header', 'Host', HaproxyToken.format([request.authority]), ...found(clientHost)),
      ),
    );
  }
  const port = Expression.fetch('dst_port');
  for (const name of ['X-Original-Forwarded-For', 'X-Original-Forwarded-Host'])
    nodes.push(frontend('headers', line('http-request', 'del-header', HaproxyToken.headerName(name))));
  nodes.push(
    set('X-Original-Forwarded-For', clientFor, ...found(clientFor)),
    set('X-Original-Forwarded-Host', clientHost, ...found(clientHost)),
  );
  nodes.push(set('X-Real-IP', request.source));
  nodes.push(
    set('X-Forwarded-For', trust.value && appendFor.value ? Expression.fetch('var(txn.peer)') : request.source),
  );
  if (trust.value && appendFor.value)
    nodes.push(
      frontend(
        'headers',
        line(
          'http-request',
          'set-header',
          'X-Forwarded-For',
          HaproxyToken.format([clientFor, ', ', Expression.fetch('var(txn.peer)')]),
          ...found(clientFor),
        ),
      ),
    );
  nodes.push(set('X-Forwarded-Host', request.authority));
  const unlessGiven = trust.value ? [HaproxyToken.fixed('!{ req.fhdr(x-forwarded-port) -m found }')] : [];
  nodes.push(set('X-Forwarded-Port', port, ...when(HaproxyToken.fixed('!{ ssl_fc }'), ...unlessGiven)));
  nodes.push(
    frontend(
      'headers',
      line('http-request', 'set-header', 'X-Forwarded-Port', '443', 'if', '{ ssl_fc }', ...unlessGiven),
    ),
  );
  for (const name of ['X-Forwarded-Proto', 'X-Forwarded-Scheme', 'X-Scheme']) nodes.push(set(name, request.scheme));
  if (originalUri.value) nodes.push(set('X-Original-URI', request.uri));
  return exact(...nodes);
};

export const requestIds = ({ generate, ...rest }: RequestIds): Outcome<HaproxyNode> => {
  spent(rest);
  const made = Expression.fetch('uuid()').to('regsub', '-', '', 'g');
  const given = line('http-request', 'set-var(txn.id)', 'req.fhdr(x-request-id)');
  if (!generate.value) return exact(frontend('headers', given));
  return exact(
    frontend('headers', given),
    frontend(
      'headers',
      line('http-request', 'set-var(txn.id)', HaproxyToken.sample(made), 'if', '!{ var(txn.id) -m len gt 0 }'),
    ),
    frontend('headers', line('http-request', 'set-header', 'X-Request-ID', HaproxyToken.format([request.id]))),
  );
};

export const clientLimits = (feature: ClientLimits): Outcome<HaproxyNode> => {
  const {
    headerTimeout,
    bodyTimeout,
    keepAlive,
    keepAliveRequests,
    headerBuffer,
    largeHeaders,
    underscores,
    ignoreInvalid,
    ...rest
  } = feature;
  spent(rest);
  const nodes: HaproxyNode[] = [
    { in: 'defaults', line: line('timeout', 'http-request', HaproxyToken.time(headerTimeout.value)) },
    { in: 'defaults', line: line('timeout', 'http-keep-alive', HaproxyToken.time(keepAlive.value)) },
    { in: 'defaults', line: line('timeout', 'client', HaproxyToken.time(bodyTimeout.value)) },
  ];
  if (!underscores.value && ignoreInvalid.value)
    nodes.push({ in: 'defaults', line: line('option', 'http-restrict-req-hdr-names', 'delete') });
  const differences = [
    ['keep-alive-requests', keepAliveRequests],
    ['client-header-buffer-size', headerBuffer],
    ['large-client-header-buffers', largeHeaders],
  ] as const satisfies readonly (readonly [string, Traced<unknown>])[];
  return withDifferences(
    nodes,
    differences.filter(([, value]) => isWritten(value)).map(([what, value]) => because('T5225', { what }, value.from)),
  );
};

export const upstreamConnections = ({
  idle,
  timeout,
  requests,
  ...rest
}: UpstreamConnections): Outcome<HaproxyNode> => {
  spent(rest);
  const nodes: HaproxyNode[] = idle.value === 0 ? [{ in: 'defaults', line: line('option', 'http-server-close') }] : [];
  const written = [
    ['upstream-keepalive-connections', idle],
    ['upstream-keepalive-timeout', timeout],
    ['upstream-keepalive-requests', requests],
  ] as const;
  return withDifferences(
    nodes,
    written
      .filter(([what, v]) => isWritten(v) && !(what === 'upstream-keepalive-connections' && idle.value === 0))
      .map(([what, v]) => because('T5225', { what }, v.from)),
  );
};

export const compression = (
  { gzip, level, minLength, types, ...rest }: Compression,
  at: AtController,
): Outcome<HaproxyNode> => {
  spent(rest);
  if (!gzip.value) return exact();
  const kinds = [...new Set(['text/html', ...types.value])].filter((t) => /^[A-Za-z0-9.+/_-]+$/.test(t)).slice(0, 60);
  const nodes: HaproxyNode[] = [
    { in: 'defaults', line: line('compression', 'algo', 'gzip') },
    { in: 'defaults', line: line('compression', 'type', ...kinds.map(HaproxyToken.word)) },
    { in: 'global', line: line('tune.comp.maxlevel', HaproxyToken.number(Math.min(9, Math.max(1, level.value)))) },
  ];
  const [major, minor] = at.options.version;
  if (major > 3 || (major === 3 && minor >= 2))
    return exact(...nodes, {
      in: 'defaults',
      line: line('compression', 'minsize-res', HaproxyToken.number(minLength.value.bytes)),
    });
  return approximate(nodes, because('T5262', { bytes: minLength.value.bytes }, gzip.from, minLength.from));
};

export const blocks = ({ cidrs: _cidrs, userAgents, referers, ...rest }: Blocks): Outcome<HaproxyNode> => {
  spent(rest);
  const nodes: HaproxyNode[] = [];
  for (const [name, header, list] of [
    ['blocked_agent', 'req.fhdr(user-agent)', userAgents],
    ['blocked_referer', 'req.fhdr(referer)', referers],
  ] as const) {
    if (list === undefined || list.value.length === 0) continue;
    for (const text of list.value) {
      const pattern = text.startsWith('~') ? blockPattern(text) : undefined;
      if (!printable(text) || text === '' || (text.startsWith('~') && pattern === undefined))
        return refused(because('T5202', { regex: text }, list.from));
      nodes.push(
        frontend(
          'blocked',
          pattern === undefined
            ? line('acl', name, header, '-m', 'str', '-i', '--', HaproxyToken.word(text))
            : line('acl', name, header, '-m', 'reg', '--', HaproxyToken.word(pattern)),
        ),
      );
    }
    nodes.push(frontend('blocked', answer(403, ...when(HaproxyToken.fixed(name)))));
  }
  return exact(...nodes);
};

const blockPattern = (text: string): string | undefined => {
  const source = text.replace(/^~\*?/, '');
  return regexShape(source) === undefined ? undefined : `${text.startsWith('~*') ? '(?i)' : ''}${source}`;
};

export const responseHeaders = ({ set, hide, showServer, ...rest }: GlobalResponseHeaders): Outcome<HaproxyNode> => {
  spent(rest);
  const nodes: HaproxyNode[] = [];
  const differences: Reason[] = [];
  const gone = showServer.value ? [] : ['Server'];
  nodes.push(
    frontend('response', line('http-response', 'del-header', 'X-Accel-', '-m', 'beg')),
    frontend('response', line('http-response', 'del-header', 'X-Pad')),
  );
  for (const name of [...gone, ...hide.map((h) => h.value)])
    if (isHeaderName(name))
      nodes.push(frontend('response', line('http-response', 'del-header', HaproxyToken.headerName(name))));
  set.forEach(({ name, value }, i) => {
    const text = formatted(value.value, name);
    if (!isHeaderName(name)) differences.push(because('T5206', { header: name }, value.from));
    else if (!text.ok) differences.push({ ...text.because, at: value.from });
    else if (text.parts.length > 0) nodes.push(...globalHeader(name, text.parts, i));
  });
  return withDifferences(nodes, differences);
};

const globalHeader = (name: string, parts: readonly (string | Expression)[], index: number): readonly HaproxyNode[] => {
  const header = HaproxyToken.headerName(name);
  const set = (value: HaproxyToken): HaproxyNode =>
    frontend('after-response', line('http-after-response', 'set-header', header, value));
  if (parts.every((p) => typeof p === 'string')) return [set(HaproxyToken.format(parts))];
  const variable = HaproxyToken.name(`global_${index}`);
  return [
    frontend(
      'headers',
      line(
        'http-request',
        HaproxyToken.joined(HaproxyToken.fixed('set-var-fmt(txn.'), variable, HaproxyToken.fixed(')')),
        HaproxyToken.format(parts),
      ),
    ),
    set(HaproxyToken.joined(HaproxyToken.fixed('%[var(txn.'), variable, HaproxyToken.fixed(')]'))),
  ];
};

export const requestHeaders = ({ set, ...rest }: GlobalRequestHeaders): Outcome<HaproxyNode> => {
  spent(rest);
  const nodes: HaproxyNode[] = [];
  const differences: Reason[] = [];
  for (const { name, value } of set) {
    const text = formatted(value.value, name);
    if (!isHeaderName(name)) differences.push(because('T5206', { header: name }, value.from));
    else if (!text.ok) differences.push({ ...text.because, at: value.from });
    else if (text.parts.length > 0)
      nodes.push(
        frontend(
          'headers',
          line('http-request', 'set-header', HaproxyToken.headerName(name), HaproxyToken.format(text.parts)),
        ),
      );
  }
  return withDifferences(nodes, differences);
};

export const errorPages = ({
  statuses,
  interceptBackend: _intercept,
  ...rest
}: GlobalErrorPages): Outcome<HaproxyNode> => {
  spent(rest);
  return statuses.value.length === 0
    ? exact()
    : approximate([], because('T5241', { statuses: statuses.value.join(', ') }, statuses.from));
};

/** Served by the routes that end there. */
export const defaultBackend = ({ pool: _pool, ...rest }: DefaultBackend): Outcome<HaproxyNode> => {
  spent(rest);
  return exact();
};

export const accessLogs = ({ on, format, ...rest }: AccessLogs): Outcome<HaproxyNode> => {
  spent(rest);
  const nodes: HaproxyNode[] = on.value
    ? [
        { in: 'global', line: line('log', 'stdout', 'format', 'raw', 'local0', 'info') },
        { in: 'defaults', line: line('log', 'global') },
        { in: 'defaults', line: line('option', 'httplog') },
        { in: 'defaults', line: line('option', 'dontlognull') },
      ]
    : [];
  return withDifferences(nodes, format !== undefined && isWritten(format) ? [because('T5263', {}, format.from)] : []);
};

export const foreignSettings = ({ settings, ...rest }: ForeignSettings): Outcome<HaproxyNode> => {
  spent(rest);
  const [first, ...more] = settings.map((s) => because('T5264', { key: s.value.key }, s.from));
  return first === undefined ? exact() : refused(first, ...more);
};

export const blockedSources = (blocks: Blocks | undefined): readonly HaproxyNode[] => {
  if (blocks?.cidrs === undefined || blocks.cidrs.value.length === 0) return [];
  const lists: readonly Line[] = aclLines(
    line('acl', 'blocked_source', 'src'),
    blocks.cidrs.value.map(HaproxyToken.range),
  );
  return [
    ...lists.map((l) => backend('access', l)),
    backend('access', answer(403, ...when(HaproxyToken.fixed('blocked_source')))),
  ];
};
