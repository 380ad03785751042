/** Name and version of the program, as reports and `--version` show them. */
import { readFileSync } from 'node:fs';
import type { Tool } from '../report/render/json.ts';

const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

const versionOf = (value: unknown): string =>
  typeof value === 'object' && value !== null && 'version' in value && typeof value.version === 'string'
    ? value.version
    : '0';

export const tool: Tool = { tool: 'ingress-compile', version: versionOf(manifest) };
