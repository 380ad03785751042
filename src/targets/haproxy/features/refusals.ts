/** What HAProxy has nothing for. */
import { because } from '../../../diagnostics/report.ts';
import type { FastCgi } from '../../../model/features/backend-features.ts';
import type {
  AccessLog,
  RawText,
  RedirectStyle,
  RewriteLog,
  Tracing,
  Waf,
} from '../../../model/features/route-features.ts';
import type { Traced } from '../../../source/traced.ts';
import { approximate, exact, type Outcome, refused, spent } from '../../target.ts';
import { backend, type HaproxyNode, line } from '../tree.ts';

/** Without rules that switch the engine on ModSecurity only watches: leaving it away lets nobody in. */
export const waf = ({ on, coreRules, transactionId, rules, ...rest }: Waf): Outcome<HaproxyNode> => {
  spent(rest);
  if (!on.value) return exact();
  const places = [on, coreRules, transactionId, rules]
    .filter((t): t is Traced<never> => t !== undefined)
    .map((t) => t.from);
  return rules === undefined
    ? approximate([], because('T5270', {}, ...places))
    : refused(because('T5250', {}, ...places));
};

export const tracing = ({
  on,
  trustIncoming: _trust,
  operation: _operation,
  ...rest
}: Tracing): Outcome<HaproxyNode> => {
  spent(rest);
  return on.value ? refused(because('T5251', {}, on.from)) : exact();
};

export const fastCgi = ({ index, parameters, ...rest }: FastCgi): Outcome<HaproxyNode> => {
  spent(rest);
  const places = [...(index === undefined ? [] : [index.from]), ...parameters.map((p) => p.value.from)];
  return refused(because('T5252', {}, ...places));
};

export const rewriteLog = ({ on, ...rest }: RewriteLog): Outcome<HaproxyNode> => {
  spent(rest);
  return on.value ? refused(because('T5253', {}, on.from)) : exact();
};

export const rawText = ({ texts, guards, ...rest }: RawText): Outcome<HaproxyNode> => {
  spent(rest);
  return refused(because('T5254', { guards }, ...texts.map((t) => t.text.from)));
};

export const accessLog = ({ on, ...rest }: AccessLog): Outcome<HaproxyNode> => {
  spent(rest);
  return on.value ? exact() : exact(backend('context', line('http-request', 'set-log-level', 'silent')));
};

/** Looked at where the redirects themselves are made. */
export const redirectStyle = ({
  withPort: _withPort,
  relative: _relative,
  ...rest
}: RedirectStyle): Outcome<HaproxyNode> => {
  spent(rest);
  return exact();
};
