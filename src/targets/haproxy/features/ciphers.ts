/**
 * Lists of TLS suites. OpenSSL skips names it does not know, but a list of which nothing is left makes HAProxy refuse the whole
 * configuration: at least one suite that every build has must stand in the list, and nothing may take it out again.
 */

const everywhere = new Set(
  ['ECDSA', 'RSA'].flatMap((key) =>
    [
      'AES128-GCM-SHA256',
      'AES256-GCM-SHA384',
      'CHACHA20-POLY1305',
      'AES128-SHA256',
      'AES256-SHA384',
      'AES128-SHA',
      'AES256-SHA',
    ].map((suite) => `ECDHE-${key}-${suite}`),
  ),
);
const keywords = new Set([
  'HIGH',
  'ALL',
  'DEFAULT',
  'ECDHE',
  'EECDH',
  'AESGCM',
  'ECDHE+AESGCM',
  'EECDH+AESGCM',
  'ECDHE+CHACHA20',
]);
const harmless = new Set(
  'aNULL eNULL NULL ADH AECDH MD5 RC4 DES 3DES EXPORT EXP LOW PSK SRP CAMELLIA ARIA SEED IDEA DSS aDSS aDH aECDH kECDH kDH kRSA DHE CBC'.split(
    ' ',
  ),
);

export const isCipherList = (text: string): boolean => {
  const words = text.split(':').filter((w) => w !== '');
  if (!words.every((w) => /^!?[A-Za-z0-9+_-]+$/.test(w) && !/^-/.test(w))) return false;
  if (words.some((w) => w.startsWith('!') && !harmless.has(w.slice(1)))) return false;
  return words.some((w) => everywhere.has(w) || keywords.has(w));
};
