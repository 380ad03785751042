import type { Report } from '../../diagnostics/report.ts';
import type { RawText } from '../../model/features/route-features.ts';
import { type Traced, traced } from '../../source/traced.ts';

/** Every directive of a snippet as raw text. */
export const rawLines = (text: Traced<string>, _key: string, _report: Report): RawText => ({
  texts: [{ text: traced(text.value, ...text.from), line: 1 }],
  guards: /deny|allow|auth_|return 4|ssl_verify/.test(text.value),
});
