import { entry } from '../entry.ts';

export const shapeCodes = {
  S201: entry<{
    readonly field: string;
    readonly key: string;
    readonly written: string;
    readonly is: string;
  }>({
    severity: 'error',
    outcome: 'invalid',
    title: 'annotation value is not text',
    say: (a) =>
      `${a.key} must be text, but ${a.written === '' ? 'nothing' : a.written} without quotes is ${a.is}; the API server refuses the object`,
    hint: (a) => (a.written === '' ? `Write ${a.key}: "" or remove the line.` : `Quote it: ${a.key}: "${a.written}"`),
  }),
  S202: entry<{ readonly field: string }>({
    severity: 'error',
    outcome: 'invalid',
    title: 'required field missing',
    say: (a) => `${a.field} is missing; the API server refuses the object`,
    hint: (a) => `Add ${a.field}.`,
  }),
  S203: entry<{ readonly field: string; readonly wants: string; readonly found: string }>({
    severity: 'error',
    outcome: 'invalid',
    title: 'field of the wrong kind',
    say: (a) => `${a.field} must be ${a.wants}, this is ${a.found}`,
    hint: (a) =>
      a.wants === 'text' && /^a (?:number|truth)/.test(a.found) ? 'Put the value in quotes.' : `Write ${a.wants}.`,
  }),
  S204: entry<{ readonly field: string; readonly value: string }>({
    severity: 'error',
    outcome: 'invalid',
    title: 'no such path type',
    say: (a) => `${a.field} is "${a.value}", but a path type is Exact, Prefix or ImplementationSpecific`,
    hint: 'Use ImplementationSpecific for a regular expression.',
  }),
  S205: entry<{ readonly field: string }>({
    severity: 'warning',
    outcome: 'ignored',
    title: 'unknown field',
    say: (a) => `there is no field ${a.field}; the API server drops it`,
    hint: (a) =>
      a.field === 'annotations' || a.field === 'labels'
        ? `Move ${a.field} under metadata.`
        : 'Check the spelling and the indentation, or remove it.',
  }),
  S206: entry<{ readonly field: string }>({
    severity: 'error',
    outcome: 'invalid',
    title: 'old backend shape in networking.k8s.io/v1',
    say: (a) => `${a.field} belongs to the versions before networking.k8s.io/v1; the API server refuses the object`,
    hint: 'Write service: { name: …, port: { number: … } } in the backend.',
  }),
  S207: entry<{ readonly version: string }>({
    severity: 'info',
    outcome: 'note',
    title: 'old version of Ingress',
    say: (a) =>
      `this Ingress is of ${a.version} and is read as networking.k8s.io/v1; clusters since 1.22 do not serve ${a.version}`,
    hint: 'Write apiVersion: networking.k8s.io/v1 with pathType and backend.service, for example by kubectl convert.',
  }),
  S208: entry<{ readonly backend: string }>({
    severity: 'error',
    outcome: 'invalid',
    title: 'Ingress without rules',
    say: (a) => `this Ingress has neither rules nor a ${a.backend}; the API server refuses the object`,
    hint: 'Add rules. A patch has to be applied to its Ingress first (kustomize build).',
  }),
  S209: entry<{ readonly host: string; readonly why: string }>({
    severity: 'warning',
    outcome: 'note',
    title: 'host is not a legal name',
    say: (a) => `the API server refuses the host ${a.host} in new objects: ${a.why}`,
    hint: 'Write the host as clients ask for it: a DNS name in lower case, without port, or *.example.com.',
  }),
  S210: entry<{ readonly path: string; readonly why: string }>({
    severity: 'error',
    outcome: 'invalid',
    title: 'path is not legal',
    say: (a) => `the API server refuses the path "${a.path}": ${a.why}`,
    hint: 'Correct the path; a regular expression needs pathType: ImplementationSpecific.',
  }),
  S211: entry<{ readonly port: string }>({
    severity: 'warning',
    outcome: 'note',
    title: 'port is not legal',
    say: (a) =>
      `the API server refuses the port "${a.port}": it is no name of a port (a short word of lower-case letters, digits and hyphens)`,
    hint: 'Write the number without quotes, or the name of a port of the Service.',
  }),
  S212: entry<{ readonly key: string }>({
    severity: 'error',
    outcome: 'invalid',
    title: 'Secret value is not base64',
    say: (a) => `the value of ${a.key} is not base64, so it is left out; the API server refuses the object`,
    hint: (a) => `Encode the value, or move ${a.key} from data to stringData.`,
  }),
  S213: entry<{ readonly version: string; readonly known: string }>({
    severity: 'error',
    outcome: 'invalid',
    title: 'unknown API version',
    say: (a) => `${a.version} is no version of this kind, so the object is left out`,
    hint: (a) => `Use ${a.known}.`,
  }),
  S214: entry({
    severity: 'warning',
    outcome: 'ignored',
    title: 'object given twice',
    say: () => 'this object is given twice; the later one counts, as if the files were applied in order of their names',
    hint: 'Remove one of them, or compile one environment at a time.',
  }),
  S215: entry<{ readonly what: string; readonly name: string }>({
    severity: 'warning',
    outcome: 'note',
    title: 'name is not legal',
    say: (a) => `the API server refuses the ${a.what} "${a.name}"`,
    hint: 'Names are made of lower-case letters, digits, hyphens and dots, namespaces without dots.',
  }),
  S216: entry<{ readonly host: string; readonly placeholder: string }>({
    severity: 'warning',
    outcome: 'note',
    title: 'placeholder left over',
    say: (a) => `${a.placeholder} in the host ${a.host} has not been filled in, so no client can ask for it`,
    hint: 'Compile the manifests as they are applied: after envsubst, helm template, kustomize build or flux build.',
  }),
  S217: entry<{ readonly what: string; readonly name: string }>({
    severity: 'error',
    outcome: 'invalid',
    title: 'name cannot be used',
    say: (a) =>
      `the ${a.what} ${JSON.stringify(a.name)} has blanks, slashes or control characters in it; the API server refuses the object`,
    hint: 'Names are made of lower-case letters, digits, hyphens and dots.',
  }),
  S218: entry<{ readonly port: number }>({
    severity: 'error',
    outcome: 'invalid',
    title: 'no such port',
    say: (a) => `${a.port} is no port; the API server refuses the object`,
    hint: 'A port is a number from 1 to 65535.',
  }),
  S219: entry<{ readonly address: string }>({
    severity: 'error',
    outcome: 'invalid',
    title: 'no IP address',
    say: (a) => `"${a.address}" is no IP address and left out`,
    hint: 'Write the address as the cluster has it, or leave out clusterIP and EndpointSlices to route by DNS name.',
  }),
};
