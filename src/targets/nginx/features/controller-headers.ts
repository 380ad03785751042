/** Headers and logs for every host, and settings nobody takes over. */
import { because, type Reason } from '../../../diagnostics/report.ts';
import type * as controller from '../../../model/features/controller-features.ts';
import type { Traced } from '../../../source/traced.ts';
import { type AtController, exact, type Outcome, refused, spent, withDifferences } from '../../target.ts';
import { nameFor } from '../names.ts';
import type { NginxNode } from '../node.ts';
import { clear, hasHeadersMore, ownHeader } from '../own-headers.ts';
import { checkPcre, withoutNames } from '../pcre.ts';
import { expand } from '../text.ts';
import { NginxToken } from '../token.ts';
import { block, directive, row } from '../tree.ts';
import { headerName } from './headers.ts';

const onOff = (on: boolean): NginxToken => NginxToken.word(on ? 'on' : 'off');

export const responseHeaders = (
  { set, hide, showServer, ...rest }: controller.GlobalResponseHeaders,
  at: AtController,
): Outcome<NginxNode> => {
  spent(rest);
  const nodes: NginxNode[] = [{ at: 'http', statements: [directive('server_tokens', onOff(showServer.value))] }];
  const differences: Reason[] = [];
  if (!showServer.value && hasHeadersMore(at.options)) nodes.push({ at: 'http', statements: [clear('Server')] });
  for (const { name, value, ...more } of set) {
    spent(more);
    const expanded = expand(value.value);
    if (!expanded.ok) return refused(because('T5104', { variable: expanded.name }, value.from));
    if (!headerName.test(name))
      return refused(because('T5125', { value: name, why: 'it is not the name of a header' }, value.from));
    const own = ownHeader({ name, value: expanded.text, from: value.from }, at.options);
    if (own !== undefined && 'statement' in own) {
      nodes.push({ at: 'http', statements: [own.statement] });
      continue;
    }
    if (own !== undefined) differences.push(own.difference);
    nodes.push({ at: 'response-header', header: { name, value: expanded.text, always: true, hide: true } });
  }
  for (const name of hide) if (headerName.test(name.value)) nodes.push({ at: 'hide-header', name: name.value });
  return withDifferences(nodes, differences);
};

/** Names the controller sends itself: there the entry of the ConfigMap would be sent a second time. */
const ownHeaders = new Set([
  'host',
  'x-request-id',
  'x-real-ip',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-port',
  'x-forwarded-proto',
  'x-forwarded-scheme',
  'x-scheme',
  'upgrade',
  'connection',
  'proxy',
]);

export const requestHeaders = ({ set, ...rest }: controller.GlobalRequestHeaders): Outcome<NginxNode> => {
  spent(rest);
  const nodes: NginxNode[] = [];
  const differences: Reason[] = [];
  for (const { name, value, ...more } of set) {
    spent(more);
    const expanded = expand(value.value);
    if (!expanded.ok) return refused(because('T5104', { variable: expanded.name }, value.from));
    if (!headerName.test(name))
      return refused(because('T5125', { value: name, why: 'it is not the name of a header' }, value.from));
    if (ownHeaders.has(name.toLowerCase())) differences.push(because('T5124', {}, value.from));
    nodes.push({ at: 'request-header', header: { name, value: expanded.text } });
  }
  return withDifferences(nodes, differences);
};

export const accessLogs = (feature: controller.AccessLogs): Outcome<NginxNode> => {
  const { on, format, escape: escaping, skip, ...rest } = feature;
  spent(rest);
  if (!on.value) return exact({ at: 'http', statements: [directive('access_log', onOff(false))] });
  const skipped = skip === undefined ? undefined : skippedUrls(skip);
  if (skipped !== undefined && 'code' in skipped) return refused(skipped);
  const only = skipped === undefined ? [] : [NginxToken.onlyIf(skipped.name)];
  const nodes: NginxNode[] = skipped === undefined ? [] : [{ at: 'define', definition: skipped }];
  if (format === undefined) {
    const usual = directive('access_log', NginxToken.literal('access.log'), NginxToken.word('combined'), ...only);
    return exact(...nodes, { at: 'http', statements: [usual] });
  }
  let unknown = false;
  const parts = [...format.value.matchAll(/\$\{?(\w+)\}?|[^$]+|\$/g)].map(
    (m): Parameters<typeof NginxToken.value>[0] => {
      if (m[1] === undefined) return [{ kind: 'text', text: m[0] }];
      const expanded = expand([{ kind: 'request', value: { kind: 'foreign', name: m[1] } }]);
      if (expanded.ok) return expanded.text;
      unknown = true;
      return [{ kind: 'text', text: '-' }];
    },
  );
  const statements = [
    directive(
      'log_format',
      NginxToken.literal('ic_access'),
      ...(escaping === undefined ? [] : [NginxToken.option('escape', escaping.value)]),
      NginxToken.value(parts.flat()),
    ),
    directive('access_log', NginxToken.literal('access.log'), NginxToken.literal('ic_access'), ...only),
  ];
  const differences = unknown ? [because('T5127', { format: format.value }, format.from)] : [];
  return withDifferences([...nodes, { at: 'http', statements }], differences);
};

/** A map from the request URI to whether it is logged. */
const skippedUrls = (skip: Traced<readonly string[]>): Extract<NginxNode, { at: 'define' }>['definition'] | Reason => {
  const rows = [row(NginxToken.word('default'), NginxToken.text('1'))];
  for (const url of skip.value) {
    const [, operator, source = ''] = /^(~\*?)(.*)$/s.exec(url) ?? [];
    if (operator === undefined) {
      rows.push(row(NginxToken.textKey(url), NginxToken.text('0')));
      continue;
    }
    const check = checkPcre(source);
    if (!check.ok) return because('T5102', { pattern: source, why: check.why }, skip.from);
    const pattern = { source: withoutNames(source), ignoreCase: operator === '~*' };
    rows.push(row(NginxToken.patternKey(pattern), NginxToken.text('0')));
  }
  const name = nameFor('logged', skip.value.join('\n'));
  return { name, statement: block('map', [NginxToken.variable('request_uri'), NginxToken.variable(name)], rows) };
};

export const foreignSettings = ({ settings, ...rest }: controller.ForeignSettings): Outcome<NginxNode> => {
  spent(rest);
  const [first, ...more] = settings.map((s) =>
    because(
      'T5123',
      { key: s.value.key, value: s.value.value, why: 'the rendered configuration keeps the default of nginx' },
      s.from,
    ),
  );
  return first === undefined ? exact() : refused(first, ...more);
};
