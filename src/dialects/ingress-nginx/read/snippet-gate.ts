import type { AnnotationKey } from '../annotations.ts';
import type { Given } from './given.ts';

/** With snippets off (but the risk level high enough) the controller serves the Ingress and blanks the text. */
export const isBlanked = (given: Given, key: AnnotationKey): boolean => {
  if (given.controller.gates.snippets || !given.has(key)) return false;
  given.tell('D308', { key }, key, 'ignored');
  return true;
};
