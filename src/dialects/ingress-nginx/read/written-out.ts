/** Accepted values that nginx does not take as the controller writes them. */
import type { AnnotationKey } from '../annotations.ts';

/** Written as one bare word: the validator overlooks blanks, nginx does not. */
const bareWords: ReadonlySet<AnnotationKey> = new Set([
  'auth-method',
  'auth-signin',
  'auth-signin-redirect-param',
  'auth-request-redirect',
  'auth-tls-verify-client',
  'auth-tls-error-page',
  'mirror-request-body',
  'proxy-buffer-size',
  'proxy-busy-buffers-size',
  'proxy-redirect-from',
  'proxy-redirect-to',
  'proxy-ssl-ciphers',
  'proxy-ssl-verify',
  'proxy-ssl-server-name',
  'ssl-ciphers',
]);

/** Why nginx refuses the text, which is trimmed; undefined when it does not. */
export const refusedByNginx = (key: AnnotationKey, text: string): string | undefined => {
  if (bareWords.has(key) && / /.test(text)) return 'has a blank inside';
  return exceedsNginx(text) ? 'is larger than nginx can count' : undefined;
};

const largest = 9223372036854775807n;

/** A size beyond 63 bits. */
export const exceedsNginx = (text: string): boolean => {
  if (!/^[0-9]{9,}[bkmg]?$/i.test(text)) return false;
  const digits = text.replace(/[bkmg]$/i, '').replace(/^0+/, '');
  const shift = { k: 10n, m: 20n, g: 30n }[text.slice(-1).toLowerCase()] ?? 0n;
  return digits.length > 19 || BigInt(digits || '0') << shift > largest;
};

/** No proxy counts further: 31 bits, for timeouts as many milliseconds. Reached by nobody who waits or counts. */
const most = (key: string): number => (/timeout|^keep-alive$/.test(key) ? 2_147_483 : 2_147_483_647);

export const capped = (key: string, value: number): number => Math.max(-most(key), Math.min(most(key), value));
