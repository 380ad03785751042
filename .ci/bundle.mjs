// Puts the command with everything it imports into one script, dist/bundle/command.cjs: looking up and linking four hundred modules takes
// longer than compiling a small manifest. Beside it lie the code V8 makes of it, for the Node that runs here, and the licences of what it holds.
import { existsSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Handlebars from 'handlebars';
import { rolldown } from 'rolldown';
import { bundleFile, codeFile, hashOf, load } from '../bin/load.js';
import { templateOptions } from '../dist/targets/compiled-template.js';
import { templateTexts } from '../dist/targets/template-texts.js';

const root = new URL('../', import.meta.url);
const folder = fileURLToPath(new URL('dist/bundle/', root));
rmSync(folder, { recursive: true, force: true });
const dist = realpathSync(fileURLToPath(new URL('dist/', root)));

/** Compiles the templates now, so that the command takes along what fills them but not what reads them. */
const templates = {
  name: 'compiled-templates',
  load(id) {
    if (id !== join(dist, 'targets/compiled-template.js')) return null;
    const rows = Object.entries(templateTexts).map(
      ([name, text]) => `${JSON.stringify(name)}: Handlebars.template(${Handlebars.precompile(text, templateOptions)})`,
    );
    return `import Handlebars from 'handlebars/runtime.js';
const templates = { ${rows.join(',\n')} };
export const compiledTemplate = (name) => templates[name];`;
  },
};

/** What only wrong input needs is set up when it is first used. */
const late = [
  { module: 'source/parse.js', name: 'parseDocument', from: 'yaml', used: 'parseDocument(' },
  { module: 'kubernetes/validate.js', name: 'Ajv', from: 'ajv', used: 'new Ajv(' },
];
const lateImports = {
  name: 'late-imports',
  transform(code, id) {
    const found = late.find(({ module }) => id === join(dist, module));
    if (found === undefined) return null;
    const { module, name, from, used } = found;
    const [before, after, ...more] = code.replace(`import { ${name} } from '${from}';\n`, '').split(used);
    if (after === undefined || more.length > 0 || before.includes(`'${from}'`))
      throw new Error(`${module} does not use ${name} once, as it did`);
    return before + used.replace(name, `(require('${from}').${name})`) + after;
  },
};

const bundle = await rolldown({ input: join(dist, 'cli/main.js'), platform: 'node', plugins: [templates, lateImports] });
const { output } = await bundle.write({
  file: bundleFile,
  format: 'cjs',
  minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } },
});

// As a function of what a module of Node finds around itself, and in ASCII, which takes V8 half the memory.
const escaped = (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`;
const text = readFileSync(bundleFile, 'utf8').replace(/[^\0-\x7f]/g, escaped);
writeFileSync(bundleFile, `(function (exports, require, module, __filename) {${text}\n})`);

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

// V8 keeps the code of the functions that have run so far: those of a usual run, for each target.
const { main, script, bytes } = load();
const nowhere = { write: () => true };
const terminal = { stdin: process.stdin, stdout: nowhere, stderr: nowhere, env: {} };
const manifests = fileURLToPath(new URL('fixtures/real/legacy', root));
for (const target of ['nginx', 'haproxy', 'traefik', 'contour']) {
  const code = await main(['render', manifests, '--target', target, '--output', '-'], terminal);
  if (code > 1) throw new Error(`the bundled command ended with ${code}`);
}
const code = script.createCachedData();
writeFileSync(codeFile, Buffer.concat([hashOf(bytes, code), code]));
