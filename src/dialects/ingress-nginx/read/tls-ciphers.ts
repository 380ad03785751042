import type { TlsCiphers } from '../../../model/features/site-features.ts';
import { defined } from './defined.ts';
import type { Reader } from './reader.ts';

export const readTlsCiphers: Reader = (given) => {
  const tlsCiphers: TlsCiphers = defined({
    ciphers: given.text('ssl-ciphers', "the controller's own list holds"),
    preferServer: given.flag('ssl-prefer-server-ciphers', "the controller's own setting holds"),
  });
  return Object.keys(tlsCiphers).length === 0 ? {} : { settings: { tlsCiphers } };
};
