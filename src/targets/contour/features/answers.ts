import { because, type Reason } from '../../../diagnostics/report.ts';
import type { CookieRewrite, LocationRewrite } from '../../../model/features/backend-features.ts';
import type {
  AccessLog,
  ErrorPages,
  Mirror,
  RawText,
  RewriteLog,
  Tracing,
} from '../../../model/features/route-features.ts';
import { templateText } from '../../../model/values/template-text.ts';
import { isWritten } from '../../../source/traced.ts';
import { approximate, exact, type Outcome, refused, spent } from '../../target.ts';
import { mirrorService } from '../mirror-target.ts';
import type { ContourNode } from '../node.ts';
import type { AtAnyRoute } from '../place.ts';

export const errorPages = ({ statuses, pool, interceptBackend, ...rest }: ErrorPages): Outcome<ContourNode> => {
  spent(rest);
  const more = [interceptBackend.from, ...(pool === undefined ? [] : [pool.from])];
  return refused(because('T5434', { statuses: statuses.value.join(', ') }, statuses.from, ...more));
};

export const mirror = ({ url, host, body, ...rest }: Mirror, at: AtAnyRoute): Outcome<ContourNode> => {
  spent(rest);
  const from = [...(host === undefined ? [] : [host.from]), body.from];
  if (url === undefined) return refused(because('T5435', { target: 'refused by the controller' }, body.from, ...from));
  const target = templateText(url.value);
  const namespace = at.route.action.kind === 'forward' ? at.route.action.service.namespace : undefined;
  const service = namespace === undefined ? undefined : mirrorService(url.value, namespace);
  if (service === undefined) return refused(because('T5435', { target }, url.from, ...from));
  return approximate([{ kind: 'mirror', service }], because('T5436', { target }, url.from, ...from));
};

export const accessLog = ({ on, ...rest }: AccessLog): Outcome<ContourNode> => {
  spent(rest);
  return on.value || !isWritten(on) ? exact() : refused(because('T5437', {}, on.from));
};

export const rewriteLog = ({ on, ...rest }: RewriteLog): Outcome<ContourNode> => {
  spent(rest);
  return on.value ? refused(because('T5439', {}, on.from)) : exact();
};

export const tracing = ({ on, trustIncoming, operation, ...rest }: Tracing): Outcome<ContourNode> => {
  spent(rest);
  const more = [trustIncoming, operation].flatMap((part) => (part === undefined ? [] : [part.from]));
  return on.value || more.length > 0 ? refused(because('T5438', {}, on.from, ...more)) : exact();
};

export const cookieRewrite = ({ domain, path, flags, ...rest }: CookieRewrite): Outcome<ContourNode> => {
  spent(rest);
  const parts = [domain, path].flatMap((part) => (part === undefined ? [] : [part]));
  const words = flags?.value.join(' ') ?? '';
  const [one, ...more] = [
    ...parts.map(({ value, from }) => because('T5451', { from: value.from, to: value.to }, from)),
    ...(flags === undefined ? [] : [because('T5451', { from: 'what they are', to: words }, flags.from)]),
  ];
  return one === undefined ? exact() : refused(one, ...more);
};

export const locationRewrite = ({ map, ...rest }: LocationRewrite): Outcome<ContourNode> => {
  spent(rest);
  const words = map.value === 'default' ? { from: 'the URL of the backend', to: 'the path of the Ingress' } : map.value;
  return refused(because('T5452', { from: words.from, to: words.to }, map.from));
};

export const rawText = ({ texts, guards: _guards, ...rest }: RawText): Outcome<ContourNode> => {
  spent(rest);
  const [one, ...more] = texts.map(({ text, line }): Reason => because('T5448', { line, text: text.value }, text.from));
  return one === undefined ? exact() : refused(one, ...more);
};
