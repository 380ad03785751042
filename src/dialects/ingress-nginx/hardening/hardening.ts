/** Where the controller leaves something open: told when it is kept, closed and told with `--harden`. */

import { remedies, type UnsafeCode } from '../../../diagnostics/catalogue/remedies.ts';
import type { ArgsOf, Code } from '../../../diagnostics/catalogue.ts';
import type { Origin, PlacedOrigin } from '../../../source/traced.ts';

/** Reports under the code of what is open, or that it is hardened. True: the caller closes it. */
export type Hardening<At extends Origin = PlacedOrigin> = <C extends UnsafeCode>(
  code: C,
  args: ArgsOf<C> & { readonly key: string },
  at: readonly At[],
) => boolean;

interface SinkOf<At extends Origin> {
  readonly add: <C extends Code>(code: C, args: ArgsOf<C>, at: readonly At[]) => void;
}

export const hardening =
  <At extends Origin>(on: boolean, report: SinkOf<At>): Hardening<At> =>
  (code, args, at) => {
    if (on) report.add('D399', { key: args.key, replaces: code, ...remedies[code] }, at);
    else report.add(code, args, at);
    return on;
  };
