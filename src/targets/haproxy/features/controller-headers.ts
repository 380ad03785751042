/** What every backend is told about the client. */
import { because, type Reason } from '../../../diagnostics/report.ts';
import type {
  ForwardedHeaders,
  GlobalRequestHeaders,
  RequestIds,
} from '../../../model/features/controller-features.ts';
import { exact, type Outcome, refused, spent, withDifferences } from '../../target.ts';
import { formatted, request } from '../request.ts';
import { Expression, HaproxyToken, isHeaderName } from '../token.ts';
import { frontend, type HaproxyNode, line } from '../tree.ts';
import { aclLines, when } from './answer.ts';

const depth = 4;

export const forwardedHeaders = (feature: ForwardedHeaders): Outcome<HaproxyNode> => {
  const {
    trust,
    realIp,
    trustedProxies,
    fromTrustedOnly,
    appendFor,
    forHeader,
    hostHeader,
    proxyProtocol,
    originalUri,
    ...rest
  } = feature;
  spent(rest);
  if (!isHeaderName(forHeader.value)) return refused(because('T5206', { header: forHeader.value }, forHeader.from));
  if (!isHeaderName(hostHeader.value)) return refused(because('T5206', { header: hostHeader.value }, hostHeader.from));
  const nodes: HaproxyNode[] = [];
  const header = Expression.of('req.fhdr', forHeader.value);
  if (proxyProtocol.value) nodes.push({ in: 'bind', listener: 'both', words: line('accept-proxy') });
  const proxies = aclLines(line('acl', 'from_proxy', 'src'), trustedProxies.value.map(HaproxyToken.range)).map((l) =>
    frontend('client', l),
  );
  if (trust.value || realIp.value) nodes.push(...proxies);
  if (trust.value && fromTrustedOnly !== undefined) {
    const others = proxies.length === 0 ? [] : (['if', '!from_proxy'] as const);
    for (const name of ['X-Forwarded-Proto', 'X-Forwarded-Port', hostHeader.value])
      nodes.push(frontend('client', line('http-request', 'del-header', HaproxyToken.headerName(name), ...others)));
  }
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
