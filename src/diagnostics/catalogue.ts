/** Every code of the program. One file per stage; numbers are never reused. */

import { commandCodes } from './catalogue/command.ts';
import { contourCodes } from './catalogue/contour.ts';
import { haproxyCodes } from './catalogue/haproxy.ts';
import { ingressNginxCodes } from './catalogue/ingress-nginx.ts';
import { mergeCodes } from './catalogue/merge.ts';
import { nginxCodes } from './catalogue/nginx.ts';
import { readCodes } from './catalogue/read.ts';
import { ruleCodes } from './catalogue/rules.ts';
import { shapeCodes } from './catalogue/shape.ts';
import { surroundingsCodes } from './catalogue/surroundings.ts';
import { traefikCodes } from './catalogue/traefik.ts';
import { unsafeCodes } from './catalogue/unsafe.ts';
import { unsafeMergeCodes } from './catalogue/unsafe-merge.ts';
import type { Entry } from './entry.ts';

export const catalogue = {
  ...readCodes,
  ...shapeCodes,
  ...ingressNginxCodes,
  ...unsafeCodes,
  ...unsafeMergeCodes,
  ...mergeCodes,
  ...surroundingsCodes,
  ...nginxCodes,
  ...haproxyCodes,
  ...traefikCodes,
  ...contourCodes,
  ...ruleCodes,
  ...commandCodes,
};

export type Code = keyof typeof catalogue;
export type ArgsOf<C extends Code> = (typeof catalogue)[C] extends Entry<infer Args> ? Args : never;
