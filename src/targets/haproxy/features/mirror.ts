/** Copies of requests, sent by a script that does not wait for their answers. */
import { because } from '../../../diagnostics/report.ts';
import type { Mirror } from '../../../model/features/route-features.ts';
import { approximate, type Outcome, refused, spent } from '../../target.ts';
import { formatted, patternOf } from '../request.ts';
import { HaproxyToken } from '../token.ts';
import { type AnyRoute, backend, type HaproxyNode, line } from '../tree.ts';

export const mirror = ({ url, host, body, ...rest }: Mirror, at: AnyRoute): Outcome<HaproxyNode> => {
  spent(rest);
  if (url === undefined) return refused(because('T5244', {}, body.from));
  const target = formatted(url.value, 'mirror-target', patternOf(at.route));
  if (!target.ok) return refused(target.because);
  const name = host === undefined ? undefined : formatted(host.value, 'mirror-host', patternOf(at.route));
  if (name !== undefined && !name.ok) return refused(name.because);
  const nodes: HaproxyNode[] = [
    { in: 'script', script: 'mirror' },
    backend('mirror', line('http-request', 'set-var-fmt(txn.mirror_url)', HaproxyToken.format(target.parts))),
  ];
  // The client of HAProxy looks up the address of the name in Host: another Host only works with an address in the URL.
  const keepsHost = name === undefined || name.parts.length === 0;
  const first = target.parts[0];
  const byAddress = typeof first === 'string' && /^https?:\/\/(?:\d+\.\d+\.\d+\.\d+|\[)/.test(first);
  if (!keepsHost && byAddress)
    nodes.push(
      backend('mirror', line('http-request', 'set-var-fmt(txn.mirror_host)', HaproxyToken.format(name.parts))),
    );
  if (body.value)
    nodes.push(
      backend(
        'mirror',
        line('http-request', 'wait-for-body', 'time', '5s', 'if', '{ req.hdr_val(content-length) gt 0 }'),
      ),
    );
  nodes.push(backend('mirror', line('http-request', 'lua.mirror', body.value ? 'with' : 'without')));
  const differences = keepsHost || byAddress || host === undefined ? [] : [because('T5259', {}, host.from)];
  return approximate(nodes, because('T5242', {}, url.from), ...differences);
};
