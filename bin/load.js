/**
 * Loads the command, one script that .ci/bundle.mjs has made. What V8 compiles from it was kept by the build, and is taken where it is whole
 * and of this very script and this very Node. Otherwise the script is compiled as usual.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { Script } from 'node:vm';

export const bundleFile = fileURLToPath(new URL('../dist/bundle/command.cjs', import.meta.url));

/** The code for the Node that runs: a hash of the script and the code, then the code. */
export const codeFile = `${bundleFile}.${process.platform}-${process.arch}-${process.version}.code`;

export const hashOf = (script, code) => createHash('sha256').update(script).update(code).digest();

const hashSize = 32;

const codeOf = (script) => {
  try {
    const kept = readFileSync(codeFile);
    const code = kept.subarray(hashSize);
    return hashOf(script, code).equals(kept.subarray(0, hashSize)) ? code : undefined;
  } catch {
    return undefined;
  }
};

/** `main` is that of src/cli/main.ts. */
export const load = () => {
  const bytes = readFileSync(bundleFile);
  const cachedData = codeOf(bytes);
  // The build sees to it that the script is ASCII.
  const script = new Script(bytes.toString('latin1'), { filename: bundleFile, ...(cachedData && { cachedData }) });
  const module = { exports: {} };
  script.runInThisContext()(module.exports, createRequire(bundleFile), module, bundleFile);
  return { main: module.exports.main, script, bytes };
};
