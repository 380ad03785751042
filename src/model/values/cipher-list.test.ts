import { expect, test } from 'vitest';
import { isCipherList } from './cipher-list.ts';

test.each([
  'ECDHE-RSA-AES128-GCM-SHA256',
  'HIGH:!aNULL:!MD5',
  'ECDHE-ECDSA-AES256-GCM-SHA384:DHE-RSA-AES128-GCM-SHA256',
  'ECDHE+AESGCM',
  'HIGH:!aNULL:!kEDH:!SHA1:!EDH-RSA-DES-CBC3-SHA',
])('loads everywhere: %s', (text) => {
  expect(isCipherList(text)).toBe(true);
});

test.each([
  '',
  'zzevil',
  'HIGH:!ALL',
  'ALL:@SECLEVEL=9',
  '-ALL',
  "HIGH' evil",
  'HIGH ]',
  'DHE-RSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-SHA:!SHA1',
  'ECDHE-RSA-AES128-SHA:!TLSv1',
])('may leave nothing or more: %s', (text) => {
  expect(isCipherList(text)).toBe(false);
});
