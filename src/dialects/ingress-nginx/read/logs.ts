import { defined } from './defined.ts';
import type { Reader } from './reader.ts';

export const readLogs: Reader = (given) => {
  const access = given.flag('enable-access-log', 'true holds');
  const rewrite = given.flag('enable-rewrite-log', 'false holds');
  const location = defined({
    accessLog: access === undefined ? undefined : { on: access },
    rewriteLog: rewrite?.value === true ? { on: rewrite } : undefined,
  });
  return { location };
};
