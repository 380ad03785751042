/** Examples of the help texts. */
import type { CommandName } from './options.ts';

export interface Example {
  readonly about: string;
  readonly command: string;
}

export const examples: { readonly [C in CommandName]: readonly Example[] } = {
  render: [
    {
      about: 'Render a folder of manifests for nginx and look at what was kept',
      command: 'ingress-compile render manifests/ --target nginx --output out',
    },
    {
      about: 'Two proxies at once, each in a folder of its own',
      command: 'ingress-compile render manifests/ -t nginx@1.26 -t haproxy@3.0 -o out',
    },
    {
      about: 'What a cluster holds, applied as Traefik objects',
      command: 'kubectl get ingress,service,endpointslices -A -o yaml | ingress-compile render - -t traefik -o -',
    },
    {
      about: 'A rendered Helm chart, with keys and passwords of its Secrets',
      command: 'helm template shop ./chart | ingress-compile render - -t haproxy -o out --write-secrets',
    },
  ],
  check: [
    {
      about: 'See what the controller leaves open, and what closing it would mean',
      command: 'ingress-compile check manifests/ -t nginx --harden',
    },
    {
      about: 'See what would be lost on every proxy',
      command: 'ingress-compile check manifests/ -t nginx,haproxy,traefik,contour',
    },
    {
      about: 'Fail a pipeline as soon as something is not kept exactly',
      command: 'ingress-compile check manifests/ -t traefik --fail-on approximation',
    },
    {
      about: 'Findings for a program',
      command: 'ingress-compile check manifests/ -t contour --report-format json | jq .diagnostics',
    },
  ],
};

export const examplesText = (command: CommandName): string =>
  `\nExamples:\n${examples[command].map((e) => `  # ${e.about}\n  ${e.command}`).join('\n\n')}\n`;

export const exitCodesText = `
Exit codes:
  0  clean: no finding at or above --fail-on
  1  findings at or above --fail-on (the rest was written all the same, unless --strict)
  2  wrong usage
  3  a named path cannot be read or written
  4  a bug of ingress-compile
`;
