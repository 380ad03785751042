// Writes src/targets/template-texts.ts from templates/**/*.hbs, so that the compiler reads no disk. `--check` only compares.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

const root = new URL('../templates/', import.meta.url);
const target = new URL('../src/targets/template-texts.ts', import.meta.url);
const names = readdirSync(root, { recursive: true })
  .map((name) => name.replaceAll('\\', '/'))
  .filter((name) => name.endsWith('.hbs'))
  .sort();
const rows = names.map((name) => `  '${name}': ${JSON.stringify(readFileSync(new URL(name, root), 'utf8'))},`);
const text = `/** Generated from templates/ by .ci/embed-templates.mjs; do not edit. */\n// biome-ignore format: generated\nexport const templateTexts = {\n${rows.join('\n')}\n} as const;\n`;
if (process.argv.includes('--check')) {
  if (readFileSync(target, 'utf8') !== text) {
    console.error('src/targets/template-texts.ts is not what templates/ says: run npm run templates');
    process.exit(1);
  }
} else writeFileSync(target, text);
