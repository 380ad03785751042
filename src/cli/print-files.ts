/** Files as one text on standard output, which a person can read, `kubectl apply -f -` takes and a program can take apart. */
import type { OutputFile } from '../targets/target.ts';

/**
 * Before each file a line `### ingress-compile: NAME (N bytes)`; the next N bytes are the file. YAML documents are kept apart by a
 * `---` before that line, so that the whole is one valid YAML stream when all files are YAML.
 */
export const printFiles = (files: readonly OutputFile[]): string =>
  files
    .map(({ name, text }) => {
      const yaml = /\.ya?ml$/.test(name) ? '---\n' : '';
      const end = text.endsWith('\n') ? '' : '\n';
      return `${yaml}### ingress-compile: ${name} (${Buffer.byteLength(text)} bytes)\n${text}${end}`;
    })
    .join('');
