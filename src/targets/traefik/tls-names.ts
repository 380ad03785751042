/** OpenSSL's names for protocols and TLS 1.2 suites, as Go calls them. */

const suites: Readonly<Record<string, string>> = {
  'ECDHE-ECDSA-AES128-GCM-SHA256': 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256': 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384': 'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384': 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305': 'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256',
  'ECDHE-RSA-CHACHA20-POLY1305': 'TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256',
  'ECDHE-ECDSA-AES128-SHA': 'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA',
  'ECDHE-RSA-AES128-SHA': 'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA',
  'ECDHE-ECDSA-AES256-SHA': 'TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA',
  'ECDHE-RSA-AES256-SHA': 'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA',
  'ECDHE-ECDSA-AES128-SHA256': 'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256',
  'ECDHE-RSA-AES128-SHA256': 'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256',
  'AES128-GCM-SHA256': 'TLS_RSA_WITH_AES_128_GCM_SHA256',
  'AES256-GCM-SHA384': 'TLS_RSA_WITH_AES_256_GCM_SHA384',
  'AES128-SHA': 'TLS_RSA_WITH_AES_128_CBC_SHA',
  'AES256-SHA': 'TLS_RSA_WITH_AES_256_CBC_SHA',
  'AES128-SHA256': 'TLS_RSA_WITH_AES_128_CBC_SHA256',
  'DES-CBC3-SHA': 'TLS_RSA_WITH_3DES_EDE_CBC_SHA',
};

/** A colon separated OpenSSL list; words Go has no suite for are told apart. */
export const goCiphers = (list: string): { readonly known: readonly string[]; readonly unknown: readonly string[] } => {
  const words = list.split(/[:, ]+/).filter((w) => w !== '');
  const name = (w: string): string | undefined => (Object.hasOwn(suites, w) ? suites[w] : undefined);
  return { known: words.flatMap((w) => name(w) ?? []), unknown: words.filter((w) => name(w) === undefined) };
};

const versions = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'];
const goVersion = (i: number): string => `VersionTLS1${i}`;

/** Lowest and highest of a list of protocols; undefined when there is none, or only one (Traefik cannot pin a single version of 1.2 or older). */
export const goVersions = (
  protocols: readonly string[],
): { readonly min: string; readonly max: string } | undefined => {
  const at = protocols.map((p) => versions.indexOf(p)).filter((i) => i >= 0);
  if (at.length === 0) return undefined;
  const [min, max] = [Math.min(...at), Math.max(...at)];
  return min === max ? undefined : { min: goVersion(min), max: goVersion(max) };
};
