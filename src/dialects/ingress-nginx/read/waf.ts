import type { Waf } from '../../../model/features/route-features.ts';
import { joinOrigins, traced } from '../../../source/traced.ts';
import { defaultOrigin } from '../controller/config-map.ts';
import { defined } from './defined.ts';
import type { Contribution, Reader } from './reader.ts';
import { isBlanked } from './snippet-gate.ts';
import { templateOf } from './template-of.ts';

const sideKeys = ['enable-owasp-core-rules', 'modsecurity-transaction-id', 'modsecurity-snippet'] as const;

export const readWaf: Reader = (given): Contribution => {
  const base = given.controller.base.location.waf;
  const written = given.flag('enable-modsecurity', "the controller's own setting holds");
  const on = written ?? base?.on;
  if (on?.value !== true) {
    const args = { key: 'enable-modsecurity', check: 'the firewall (enable-modsecurity)' };
    if (base !== undefined && given.unsafe('D389', args, 'enable-modsecurity', 'here', 'read')) return {};
    given.ignore(sideKeys, 'enable-modsecurity is not true');
    return base === undefined ? {} : { without: ['waf'] };
  }
  const own = given.flag('enable-owasp-core-rules', 'false holds');
  const global = given.controller.defaults.coreRules;
  const coreRules = global.value
    ? traced(true, ...(own === undefined ? global.from : joinOrigins(own.from, global.from)))
    : (own ?? traced(false, defaultOrigin('enable-owasp-core-rules')));
  const snippet = 'modsecurity-snippet';
  const ownRules = isBlanked(given, snippet) ? undefined : given.text(snippet, 'the recommended rules hold');
  const waf: Waf = {
    on: {
      value: true,
      from: base === undefined || written === undefined ? on.from : joinOrigins(written.from, base.on.from),
    },
    coreRules,
    ...defined({
      transactionId: templateOf(given, 'modsecurity-transaction-id', 'nginx makes its own'),
      rules: ownRules ?? base?.rules,
    }),
  };
  return { location: { waf } };
};
