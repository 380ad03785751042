/** What holds for every host: refusals before routing, headers of all answers. */
import { because, type Reason } from '../../../diagnostics/report.ts';
import type {
  Blocks,
  DefaultBackend,
  ForeignSettings,
  GlobalErrorPages,
  GlobalResponseHeaders,
} from '../../../model/features/controller-features.ts';
import { approximate, exact, type Outcome, refused, spent, withDifferences } from '../../target.ts';
import { regexShape } from '../regex.ts';
import { formatted } from '../request.ts';
import { type Expression, HaproxyToken, isHeaderName, printable } from '../token.ts';
import { backend, frontend, type HaproxyNode, type Line, line } from '../tree.ts';
import { aclLines, answer, when } from './answer.ts';

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
  if (showServer.value) {
    const why = "HAProxy has no Server header of its own; the backend's passes";
    differences.push(because('T5265', { what: 'server-tokens', why }, showServer.from));
  }
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
