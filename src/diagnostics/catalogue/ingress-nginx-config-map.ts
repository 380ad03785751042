import { entry } from '../entry.ts';
import { quoted } from '../quoted.ts';

export const ingressNginxConfigMapCodes = {
  D350: entry<{ readonly key: string; readonly value: string; readonly wants: string; readonly instead: string }>({
    severity: 'warning',
    outcome: 'invalid',
    title: 'ConfigMap value not understood',
    say: (a) => `ConfigMap key ${a.key}: ${quoted(a.value)} is not ${a.wants}; the controller keeps ${a.instead}`,
    hint: (a) => `Write ${a.wants}, or remove the key.`,
  }),
  D351: entry<{ readonly key: string; readonly meant?: string }>({
    severity: 'warning',
    outcome: 'unknown',
    title: 'Unknown ConfigMap key',
    say: (a) =>
      `ConfigMap key ${a.key}: the controller has no such key and ignores it${a.meant === undefined ? '' : `; did you mean ${a.meant}?`}`,
    hint: (a) => (a.meant === undefined ? 'Remove the key.' : `Write ${a.meant}, or remove the key.`),
  }),
  D352: entry<{ readonly key: string }>({
    severity: 'warning',
    outcome: 'unknown',
    title: 'ConfigMap key that is only documented',
    say: (a) => `ConfigMap key ${a.key} is documented, but the controller no longer knows it and ignores it`,
    hint: 'Remove the key.',
  }),
  D353: entry<{ readonly key: string }>({
    severity: 'info',
    outcome: 'ignored',
    title: 'ConfigMap key that nothing reads',
    say: (a) => `ConfigMap key ${a.key} exists in the controller, but nothing reads it`,
    hint: 'Use the annotation of the same name on the Ingresses that need it.',
  }),
  D354: entry<{ readonly taken: string; readonly others: string }>({
    severity: 'warning',
    outcome: 'note',
    title: 'Several ConfigMaps of a controller',
    say: (a) =>
      `The input has several ConfigMaps that look like the controller's; ${a.taken} is taken, not ${a.others}`,
    hint: 'Name the right one with --config namespace/name.',
  }),
  D355: entry<{ readonly name: string }>({
    severity: 'error',
    outcome: 'invalid',
    title: 'ConfigMap of the controller is missing',
    say: (a) => `ConfigMap ${a.name} is not in the input; the controller's defaults are used`,
    hint: 'Add it to the input, e.g. with --config, or correct the name.',
  }),
  D356: entry<{ readonly key: string; readonly name: string }>({
    severity: 'error',
    outcome: 'invalid',
    title: 'ConfigMap with headers is missing',
    say: (a) => `ConfigMap key ${a.key}: ConfigMap ${quoted(a.name)} is not in the input; none of its headers is set`,
    hint: 'Add it to the input, or correct the reference (namespace/name).',
  }),
  D357: entry<{ readonly key: string; readonly value: string }>({
    severity: 'warning',
    outcome: 'invalid',
    title: 'Global authentication switched off by a wrong URL',
    say: (a) =>
      `ConfigMap key ${a.key}: ${quoted(a.value)} is not an absolute URL; the controller then authenticates nobody`,
    hint: 'Write an absolute URL. The output behaves like the controller and is open; --harden answers 503 instead.',
  }),
  D358: entry<{ readonly key: string; readonly why: string }>({
    severity: 'info',
    outcome: 'ignored',
    title: 'ConfigMap key without effect',
    say: (a) => `ConfigMap key ${a.key} has no effect: ${a.why}`,
    hint: 'Remove it, or add what it needs.',
  }),
  D359: entry<{ readonly key: string }>({
    severity: 'warning',
    outcome: 'unknown',
    title: 'Annotation used as ConfigMap key',
    say: (a) => `ConfigMap key ${a.key} exists as an annotation only; in the ConfigMap it is ignored`,
    hint: 'Set it as an annotation on the Ingresses that need it.',
  }),
  D360: entry<{ readonly key: string; readonly value: string; readonly why: string; readonly instead: string }>({
    severity: 'error',
    outcome: 'refused',
    title: 'ConfigMap value that breaks the controller',
    say: (a) =>
      `ConfigMap key ${a.key}: ${quoted(a.value)} ${a.why}; with it the controller cannot load any change, for all hosts. Here ${a.instead}`,
    hint: 'Correct the value.',
  }),
  D362: entry<{ readonly key: string; readonly value: string; readonly instead: string }>({
    severity: 'error',
    outcome: 'refused',
    title: 'ConfigMap value with a control character',
    say: (a) =>
      `ConfigMap key ${a.key}: ${quoted(a.value)} holds a control character, which never gets into an output; ${a.instead}`,
    hint: 'Remove the character.',
  }),
  D363: entry<{ readonly key: string; readonly value: string; readonly instead: number }>({
    severity: 'warning',
    outcome: 'approximate',
    title: 'ConfigMap number that is too large',
    say: (a) => `ConfigMap key ${a.key}: ${quoted(a.value)} is further than proxies count; ${a.instead} holds`,
    hint: 'Write a smaller number.',
  }),
  D365: entry<{ readonly flag: string }>({
    severity: 'warning',
    outcome: 'approximate',
    title: 'Flag of the controller that is not followed',
    say: (a) => `the controller runs with ${quoted(a.flag)}, which the output does not follow`,
    hint: 'Check what the flag changes for these Ingresses.',
  }),
  D361: entry<{ readonly key: string; readonly header: string; readonly why: string }>({
    severity: 'error',
    outcome: 'refused',
    title: 'Header of a ConfigMap that cannot be written',
    say: (a) => `${a.key}: header ${quoted(a.header)} is left out: ${a.why}`,
    hint: 'Correct the entry of the ConfigMap.',
  }),
};
