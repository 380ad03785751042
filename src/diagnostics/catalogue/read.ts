import { entry } from '../entry.ts';

export const readCodes = {
  R101: entry<{ readonly what: string }>({
    severity: 'error',
    outcome: 'invalid',
    title: 'text is not YAML',
    say: (a) => `this document cannot be read and is left out: ${a.what}`,
    hint: 'Correct the syntax; the other documents of the file were read.',
  }),
  R102: entry<{ readonly file: string }>({
    severity: 'error',
    outcome: 'invalid',
    title: 'template, not a manifest',
    say: (a) => `${a.file} is a template: {{ … }} stands where a value should be`,
    hint: 'Render it first and compile the result, for example: helm template my-release ./chart | ingress-compile render -',
  }),
  R103: entry<{ readonly key: string }>({
    severity: 'error',
    outcome: 'invalid',
    title: 'key written twice',
    say: (a) =>
      `this document is left out: the key ${a.key} is written twice in the same mapping, and readers differ in which one they take`,
    hint: 'Keep one of them; nothing of the document is served until then.',
  }),
  R104: entry({
    severity: 'error',
    outcome: 'invalid',
    title: 'too many aliases',
    say: () => 'this document is left out: its aliases (*name) blow it up beyond half a million values',
    hint: 'Write the repeated parts out; a manifest does not need so many aliases.',
  }),
  R105: entry({
    severity: 'error',
    outcome: 'invalid',
    title: 'nested too deeply',
    say: () => 'this document is left out: its lists and mappings are nested more than 200 levels deep',
    hint: 'No Kubernetes object is that deep; check the indentation or brackets.',
  }),
  R106: entry<{ readonly lacks: string }>({
    severity: 'warning',
    outcome: 'ignored',
    title: 'not a Kubernetes object',
    say: (a) => `this document is no Kubernetes object (it has no ${a.lacks}) and is left out`,
    hint: 'Pass manifests with apiVersion and kind. Values files and chart metadata have to be rendered with helm template first.',
  }),
  R107: entry<{ readonly kind: string }>({
    severity: 'warning',
    outcome: 'ignored',
    title: 'Kustomize file, not a manifest',
    say: (a) => `a ${a.kind} file describes manifests but is none`,
    hint: 'Build it first and compile the result: kustomize build . | ingress-compile render -',
  }),
  R108: entry<{ readonly list: string; readonly found: string }>({
    severity: 'error',
    outcome: 'invalid',
    title: 'list without items',
    say: (a) => `items of a ${a.list} must be a list of objects, this is ${a.found}`,
    hint: 'Write the objects as list items below "items:".',
  }),
  R109: entry<{ readonly size: string }>({
    severity: 'error',
    outcome: 'invalid',
    title: 'document too large',
    say: (a) => `this YAML document has ${a.size}; a single document may have 32 MiB`,
    hint: 'Split the list into documents (--- between the objects), or pass it as JSON: kubectl get ingress -A -o json.',
  }),
  R110: entry<{ readonly kind: string; readonly router: string }>({
    severity: 'info',
    outcome: 'ignored',
    title: 'object of another router',
    say: (a) => `this ${a.kind} belongs to ${a.router} and is not read: Ingresses alone are compiled`,
    hint: 'Leave it out of the input, or keep it beside the output if it is meant to stay.',
  }),
};
