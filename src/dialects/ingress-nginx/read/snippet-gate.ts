import type { AnnotationKey } from '../annotations.ts';
import type { Given } from './given.ts';

/** Lines that keep somebody out. */
const restricts =
  /(?:^|[;{}\s])(?:deny|allow|satisfy|auth_\w+|limit_(?:req|conn)|valid_referers|ssl_verify_client|modsecurity\w*|internal|return\s+[45]\d\d)\b/;

/** With snippets off (but the risk level high enough) the controller serves the Ingress and blanks the text. */
export const isBlanked = (given: Given, key: AnnotationKey): boolean => {
  if (given.controller.gates.snippets || !given.has(key)) return false;
  if (restricts.test(given.raw(key))) given.unsafe('D392', { key }, key, 'paths', 'ignored');
  else given.tell('D308', { key }, key, 'ignored');
  return true;
};
