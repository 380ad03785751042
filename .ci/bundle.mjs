// Puts the command with everything it imports into one file, dist/bundle/main.js: looking up and linking four hundred modules takes longer
// than compiling a small manifest. The licences of what it holds lie beside it.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const root = new URL('../', import.meta.url);
const folder = fileURLToPath(new URL('dist/bundle/', root));
const bundle = await rolldown({ input: fileURLToPath(new URL('dist/cli/main.js', root)), platform: 'node' });
const { output } = await bundle.write({
  file: `${folder}main.js`,
  format: 'esm',
  minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } },
});

const packages = new Set(
  output.flatMap((chunk) => (chunk.type === 'chunk' ? chunk.moduleIds : [])).flatMap((id) => {
    const name = /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(id)?.[1];
    return name === undefined ? [] : [name];
  }),
);
const licenses = [...packages].sort().map((name) => {
  const home = new URL(`node_modules/${name}/`, root);
  const file = existsSync(home) ? readdirSync(home).find((entry) => /^licen[cs]e/i.test(entry)) : undefined;
  if (file === undefined) throw new Error(`${name} is bundled and has no licence file`);
  return `${name}\n\n${readFileSync(new URL(file, home), 'utf8').trim()}\n`;
});
writeFileSync(`${folder}LICENSES.txt`, licenses.join(`\n${'-'.repeat(72)}\n\n`));
