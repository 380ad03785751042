/** Flags of the controller that its Deployment or Helm values give; those the user names win. */
import type { Report } from '../../../diagnostics/report.ts';
import type { Cluster } from '../../../kubernetes/cluster.ts';
import type { ControllerArgument } from '../../../kubernetes/controller-arguments.ts';
import type { DialectOptions } from '../../dialect.ts';

const taken = {
  'default-backend-service': 'defaultBackendService',
  'default-ssl-certificate': 'defaultSslCertificate',
  'tcp-services-configmap': 'tcpServices',
  'udp-services-configmap': 'udpServices',
  configmap: 'configMap',
} as const;

/** Flags that change what the controller serves, and how, in a way the compiler does not follow. */
const notFollowed: Readonly<Record<string, (value: string) => boolean>> = {
  'annotations-prefix': (value) => value !== 'nginx.ingress.kubernetes.io',
  'controller-class': (value) => value !== 'k8s.io/ingress-nginx',
  'deep-inspect': (value) => value === 'false',
  'disable-catch-all': (value) => value !== 'false',
  'disable-svc-external-name': (value) => value !== 'false',
  'enable-annotation-validation': (value) => value === 'false',
  'enable-topology-aware-routing': (value) => value !== 'false',
  'ingress-class-by-name': (value) => value !== 'false',
  'watch-namespace': (value) => value !== '',
  'watch-namespace-selector': (value) => value !== '',
};

export const withArguments = (options: DialectOptions, cluster: Cluster, report: Report): DialectOptions => {
  const read: { -readonly [K in (typeof taken)[keyof typeof taken]]?: string } = {};
  const classes: string[] = [];
  for (const argument of cluster.controllerArguments) {
    const { name, value, at } = argument;
    if (isTaken(name)) {
      // The chart always names its ConfigMap; without one in the input the defaults hold.
      if (value !== '' && (name !== 'configmap' || cluster.configMaps.has(value))) read[taken[name]] ??= value;
    } else if (name === 'ingress-class' && value !== '') classes.push(value);
    else if (name === 'watch-ingress-without-class' && value !== 'false') classes.push('');
    else if (Object.hasOwn(notFollowed, name) && notFollowed[name]?.(value) === true)
      report.add('D365', { flag: flagText(argument) }, [at]);
  }
  return { ...read, ...options, classes: [...options.classes, ...classes] };
};

const isTaken = (name: string): name is keyof typeof taken => Object.hasOwn(taken, name);

const flagText = ({ name, value }: ControllerArgument): string => `--${name}${value === '' ? '' : `=${value}`}`;
