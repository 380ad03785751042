import type { Report } from '../../diagnostics/report.ts';
import type { Traced } from '../../source/traced.ts';
import type { LocationFeatures } from './settings.ts';
import { rawLines } from './snippet-raw.ts';

export const locationSnippet = (
  features: LocationFeatures,
  text: Traced<string>,
  key: string,
  report: Report,
): LocationFeatures => ({
  ...features,
  rawText: rawLines(text, key, report),
});
