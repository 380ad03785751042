import { defined } from './defined.ts';
import type { Reader } from './reader.ts';

export const readHttpsRedirect: Reader = (given) => {
  const own = "the controller's own setting holds";
  return {
    settings: defined({
      sslRedirect: given.flag('ssl-redirect', own),
      forceSslRedirect: given.flag('force-ssl-redirect', own),
      preserveTrailingSlash: given.flag('preserve-trailing-slash', own),
    }),
  };
};
