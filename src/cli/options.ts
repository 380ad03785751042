/** Every flag of the command line, once: commander, the help text and docs/generated/options.md are made from this table. */

export type CommandName = 'render' | 'check';

export interface Flag {
  /** As commander reads it: `-t, --target <target>`. */
  readonly flags: string;
  readonly help: string;
  readonly group: 'Output' | 'Report' | 'Proxy' | 'Input' | 'Controller';
  readonly commands: readonly CommandName[];
  readonly default?: string;
  readonly choices?: readonly string[];
  /** May be given several times. */
  readonly repeatable?: true;
}

const both: readonly CommandName[] = ['render', 'check'];

export const flags: readonly Flag[] = [
  {
    flags: '-t, --target <name[@version]>',
    help: 'proxy to render for, e.g. nginx@1.26; repeat it or separate by commas',
    group: 'Output',
    commands: both,
    repeatable: true,
  },
  {
    flags: '-o, --output <dir>',
    help: 'folder to write (one folder per target inside it when there are several), or - to print',
    group: 'Output',
    commands: ['render'],
  },
  {
    flags: '--write-secrets',
    help: 'write keys, passwords and certificates of Secrets too, readable by you alone',
    group: 'Output',
    commands: both,
  },
  {
    flags: '--harden',
    help: 'close what the controller leaves open by refused, unverified or forged input, and say where',
    group: 'Output',
    commands: both,
  },
  {
    flags: '--traefik-format <format>',
    help: 'Kubernetes objects, or configuration for the file provider',
    group: 'Output',
    commands: both,
    choices: ['crd', 'file'],
    default: 'crd',
  },
  {
    flags: '--fail-on <level>',
    help: 'exit with 1 when there is a finding of this level or a worse one',
    group: 'Report',
    commands: both,
    choices: ['error', 'warning', 'approximation'],
    default: 'error',
  },
  {
    flags: '--strict',
    help: 'take approximations and refusals for errors, and write nothing when there is an error',
    group: 'Report',
    commands: both,
  },
  { flags: '--report <file>', help: 'write the report to a file', group: 'Report', commands: both },
  {
    flags: '--report-format <format>',
    help: 'format of the report; json without --report goes to standard output',
    group: 'Report',
    commands: both,
    choices: ['text', 'json'],
    default: 'text',
  },
  {
    flags: '--frames',
    help: 'show the lines of the manifest and the way out under each finding',
    group: 'Report',
    commands: both,
  },
  { flags: '-q, --quiet', help: 'print errors only', group: 'Report', commands: both },
  {
    flags: '--http-address <ip:port>',
    help: 'where the proxy listens for HTTP; without ip on all addresses',
    group: 'Proxy',
    commands: both,
    default: ':80',
  },
  {
    flags: '--https-address <ip:port>',
    help: 'where the proxy listens for HTTPS',
    group: 'Proxy',
    commands: both,
    default: ':443',
  },
  { flags: '--http3', help: 'offer HTTP/3 to clients (the controller does not)', group: 'Proxy', commands: both },
  { flags: '--resolver <ip>', help: 'DNS server the proxy asks at run time', group: 'Proxy', commands: both },
  {
    flags: '--nginx-module <name>',
    help: 'module that nginx has beside the stock ones',
    group: 'Proxy',
    commands: both,
    choices: ['headers-more'],
  },
  {
    flags: '--certs <dir>',
    help: 'folder of the certificates as the proxy sees it (default: certs, beside the configuration)',
    group: 'Proxy',
    commands: both,
  },
  {
    flags: '--class <name>',
    help: 'take Ingresses of this class too; repeat it or separate by commas',
    group: 'Input',
    commands: both,
    repeatable: true,
  },
  {
    flags: '--config <file|namespace/name>',
    help: "the controller's ConfigMap: a file with it or with the values of the Helm chart, or its name when it is among the input",
    group: 'Input',
    commands: both,
  },
  {
    flags: '--default-backend-service <namespace/name>',
    help: "the controller's flag: Service that answers what no Ingress does",
    group: 'Controller',
    commands: both,
  },
  {
    flags: '--default-ssl-certificate <namespace/name>',
    help: "the controller's flag: Secret of the certificate for hosts without one",
    group: 'Controller',
    commands: both,
  },
  {
    flags: '--tcp-services-configmap <namespace/name>',
    help: "the controller's flag: ConfigMap of TCP ports",
    group: 'Controller',
    commands: both,
  },
  {
    flags: '--udp-services-configmap <namespace/name>',
    help: "the controller's flag: ConfigMap of UDP ports",
    group: 'Controller',
    commands: both,
  },
  {
    flags: '--no-enable-ssl-passthrough',
    help: 'the controller runs without its flag --enable-ssl-passthrough, so that annotation has no effect',
    group: 'Controller',
    commands: both,
  },
  {
    flags: '--enable-ssl-passthrough',
    help: "the controller's flag; taken for given",
    group: 'Controller',
    commands: both,
  },
];

/** Values as commander hands them over, before they are understood (`request.ts`). */
export interface RawFlags {
  readonly target?: readonly string[];
  readonly output?: string;
  readonly writeSecrets?: boolean;
  readonly harden?: boolean;
  readonly traefikFormat: 'crd' | 'file';
  readonly failOn: 'error' | 'warning' | 'approximation';
  readonly strict?: boolean;
  readonly report?: string;
  readonly reportFormat: 'text' | 'json';
  readonly frames?: boolean;
  readonly quiet?: boolean;
  readonly httpAddress: string;
  readonly httpsAddress: string;
  readonly http3?: boolean;
  readonly resolver?: string;
  readonly nginxModule?: 'headers-more';
  readonly certs?: string;
  readonly class?: readonly string[];
  readonly config?: string;
  readonly defaultBackendService?: string;
  readonly defaultSslCertificate?: string;
  readonly tcpServicesConfigmap?: string;
  readonly udpServicesConfigmap?: string;
  readonly enableSslPassthrough?: boolean;
}
