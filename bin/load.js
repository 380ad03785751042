/**
 * Loads the command, one script that .ci/bundle.mjs has made. What V8 compiles from it was kept by the build, and is taken where it is of
 * this very text and this very Node: anything else has another name, or is turned down by V8, and then the script is compiled as usual.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { Script } from 'node:vm';

export const bundleFile = fileURLToPath(new URL('../dist/bundle/command.cjs', import.meta.url));

/** Name of the file that holds the code of a text for the Node that runs. */
export const codeFile = (bytes) => {
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
  return `${bundleFile}.${process.platform}-${process.arch}-${process.version}-${hash}.code`;
};

const read = (path) => {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
};

/** `main` is that of src/cli/main.ts. */
export const load = () => {
  const bytes = readFileSync(bundleFile);
  const cachedData = read(codeFile(bytes));
  // The build sees to it that the script is ASCII.
  const script = new Script(bytes.toString('latin1'), { filename: bundleFile, ...(cachedData && { cachedData }) });
  const module = { exports: {} };
  script.runInThisContext()(module.exports, createRequire(bundleFile), module, bundleFile);
  return { main: module.exports.main, script, bytes };
};
