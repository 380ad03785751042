import { expect, test } from 'vitest';
import { isCipherList } from './ciphers.ts';

test.each([
  'ECDHE-RSA-AES128-GCM-SHA256',
  'HIGH:!aNULL:!MD5',
  'ECDHE-ECDSA-AES256-GCM-SHA384:DHE-RSA-AES128-GCM-SHA256',
  'ECDHE+AESGCM',
])('loads everywhere: %s', (text) => {
  expect(isCipherList(text)).toBe(true);
});

test.each(['', 'zzevil', 'HIGH:!ALL', 'ALL:@SECLEVEL=9', '-ALL', "HIGH' evil", 'HIGH ]', 'DHE-RSA-AES128-GCM-SHA256'])(
  'may leave nothing or more: %s',
  (text) => {
    expect(isCipherList(text)).toBe(false);
  },
);
