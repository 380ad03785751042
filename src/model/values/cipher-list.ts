/**
 * Lists of TLS suites. OpenSSL skips names it does not know, but with a list of which nothing is left a proxy refuses the whole
 * configuration: at least one suite that every build has must stand in the list, and nothing may take it out again.
 */

const withGcm = ['AES128-GCM-SHA256', 'AES256-GCM-SHA384', 'CHACHA20-POLY1305'];
const withCbc = ['AES128-SHA256', 'AES256-SHA384', 'AES128-SHA', 'AES256-SHA'];
const suites = (ends: readonly string[]): readonly string[] =>
  ['ECDSA', 'RSA'].flatMap((key) => ends.map((end) => `ECDHE-${key}-${end}`));
/** Words that stand for suites of TLS 1.2 with ephemeral elliptic curves, among others. */
const modern = new Set([
  ...suites(withGcm),
  ...'HIGH ALL DEFAULT ECDHE EECDH AESGCM ECDHE+AESGCM EECDH+AESGCM ECDHE+CHACHA20'.split(' '),
]);
const old = new Set(suites(withCbc));
/** What may be taken out of every list. */
const harmless = new Set(
  'aNULL eNULL NULL ADH AECDH MD5 RC4 DES 3DES EXPORT EXP LOW PSK SRP CAMELLIA ARIA SEED IDEA DSS aDSS aDH aECDH kECDH kDH kRSA DHE DH EDH kEDH kDHE CBC'.split(
    ' ',
  ),
);
/** What takes out older suites only. */
const harmlessToModern = new Set(['SHA', 'SHA1', 'SSLv3', ...old]);

export const isCipherList = (text: string): boolean => {
  const words = text.split(':').filter((w) => w !== '');
  if (!words.every((w) => /^!?[A-Za-z0-9+_-]+$/.test(w) && !/^-/.test(w))) return false;
  const isModern = words.some((w) => modern.has(w));
  const stays = (word: string): boolean =>
    harmless.has(word) || /^DHE-|^EDH-|-DES-|^DES-/.test(word) || (isModern && harmlessToModern.has(word));
  if (words.some((w) => w.startsWith('!') && !stays(w.slice(1)))) return false;
  return isModern || words.some((w) => old.has(w));
};
