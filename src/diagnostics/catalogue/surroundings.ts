/** What else in the cluster looks at an Ingress. */
import { entry } from '../entry.ts';

export const surroundingsCodes = {
  M490: entry<{ readonly key: string; readonly program: string; readonly what: string; readonly now: string }>({
    severity: 'info',
    outcome: 'note',
    title: 'Annotation another program reads',
    say: (a) => `${a.key} is for ${a.program}, which ${a.what}`,
    hint: (a) => a.now,
  }),
  M491: entry<{ readonly path: string; readonly pathType: string }>({
    severity: 'info',
    outcome: 'note',
    title: 'Path the admission refuses',
    say: (a) =>
      `the path "${a.path}" of type ${a.pathType} is served, but the controller admits no new or changed Ingress with it: strict-validate-path-type allows letters, digits and . _ - / only`,
    hint: 'Write pathType: ImplementationSpecific for an expression, or correct the path. If the cluster never took this Ingress, the output serves more than the controller.',
  }),
  M492: entry<{ readonly port: number }>({
    severity: 'info',
    outcome: 'note',
    title: 'Port of HTTP/3',
    say: (a) =>
      `HTTP/3 is announced for UDP port ${a.port}, where the proxy listens: clients use it only if they reach the proxy on that same port over UDP as well`,
    hint: 'Publish UDP beside TCP, and let the proxy listen on the port clients know (--https-address :443), not on one that a Service or container maps.',
  }),
  M493: entry<{ readonly key: string }>({
    severity: 'info',
    outcome: 'note',
    title: 'Address of whoever is connected',
    say: (a) =>
      `${a.key} compares the address of whoever is connected to the proxy: behind a balancer or a node that hides the client it sees that one's address`,
    hint: 'Let client addresses reach the new proxy as they reach the controller (externalTrafficPolicy: Local, PROXY protocol or forwarded headers), before you move traffic.',
  }),
  M494: entry<{ readonly key: string }>({
    severity: 'info',
    outcome: 'note',
    title: 'Limits of each replica',
    say: (a) =>
      `${a.key} is counted by each replica of the proxy on its own, as by each replica of the controller: with another number of replicas another number of requests passes`,
    hint: 'Run as many replicas as of the controller, or set the limit anew for their number.',
  }),
};
