/** Where the controller leaves something open: told when it is kept, closed and told with `--harden`. */

import { remedies, type UnsafeCode } from '../../../diagnostics/catalogue/remedies.ts';
import type { ArgsOf } from '../../../diagnostics/catalogue.ts';
import type { Report } from '../../../diagnostics/report.ts';
import type { Origin } from '../../../source/traced.ts';

/** Reports under the code of what is open, or that it is hardened. True: the caller closes it. */
export type Hardening = <C extends UnsafeCode>(
  code: C,
  args: ArgsOf<C> & { readonly key: string },
  at: readonly Origin[],
) => boolean;

export const hardening =
  (on: boolean, report: Report): Hardening =>
  (code, args, at) => {
    if (on) report.add('D399', { key: args.key, replaces: code, ...remedies[code] }, at);
    else report.add(code, args, at);
    return on;
  };
