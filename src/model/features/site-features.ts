/** What holds for a host as a whole, whatever the path. */
import type { Traced } from '../../source/traced.ts';
import type { SecretText } from '../values/secret.ts';
import type { Template } from '../values/template.ts';

export interface Certificate {
  readonly certificate: SecretText;
  readonly key: SecretText;
  /** DNS names the certificate covers (SAN, or CN when there is none); wildcards as `*.example.com`. */
  readonly names: readonly string[];
}

/** Certificate of the host. Absent: the default certificate is served. */
export interface ServerCertificate {
  readonly certificate: Traced<Certificate>;
  /** Names of the site (aliases included) that the certificate covers; the others get the default certificate. */
  readonly names: readonly string[];
}

/** The host's TLS Secret is named, and no Secret is in the input: its certificate is trusted to cover the host. */
export interface CertificateReference {
  readonly secret: Traced<{ readonly namespace: string; readonly name: string }>;
}

/** Client certificates, for every path of the host. */
export interface ClientCertificates {
  readonly ca: Traced<SecretText>;
  readonly crl?: Traced<SecretText>;
  readonly verify: Traced<'on' | 'off' | 'optional' | 'optional_no_ca'>;
  readonly depth: Traced<number>;
  /** Answer instead of the plain 400: an absolute URL (302), a path, or a named location (`@name`). */
  readonly errorPage?: Traced<string>;
  readonly passCertificate: Traced<boolean>;
  /** Unanchored, case-sensitive PCRE on the subject DN; 403 without a match, on plain HTTP too. */
  readonly subject?: Traced<string>;
}

/** The host answers 403 to everything (its client-certificate check is misconfigured). */
export interface Closed {
  readonly status: Traced<403>;
  readonly reason: string;
}

/** `/` is sent to another path, before anything else. */
export interface AppRoot {
  readonly path: Traced<Template>;
}

/** The counterpart host (with or without `www.`) is redirected here. */
export interface WwwRedirect {
  readonly from: Traced<string>;
  readonly status: Traced<number>;
  /** True when the certificate of this site covers the counterpart. */
  readonly covered: boolean;
}

export interface TlsCiphers {
  readonly ciphers?: Traced<string>;
  readonly preferServer?: Traced<boolean>;
}

/** TLS connections for this host are piped to the pool undecrypted; plain HTTP is served as usual. */
export interface Passthrough {
  readonly pool: Traced<string>;
}
