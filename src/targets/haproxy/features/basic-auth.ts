import { because } from '../../../diagnostics/report.ts';
import type { BasicAuth } from '../../../model/features/route-features.ts';
import { exact, type Outcome, refused, spent } from '../../target.ts';
import { secretFile, sectionName } from '../names.ts';
import { HaproxyToken, printable } from '../token.ts';
import { type AnyRoute, backend, type HaproxyNode, line } from '../tree.ts';
import { anyIsEnough } from './access-list.ts';
import { when } from './answer.ts';
import { unauthorized } from './external-auth.ts';

interface User {
  readonly name: string;
  readonly hash: string;
}

/** Forms that the C library's crypt() knows everywhere HAProxy is packaged for; all others are checked by the Lua script. */
const nativeHash = /^(?:\$(?:1|5|6|2[aby]|y)\$\S+|[./0-9A-Za-z]{13})$/;
const scriptedHash = /^(?:\$apr1\$[^$\s]{1,8}\$[./0-9A-Za-z]{22}|\{(?:SHA|SSHA)\}[A-Za-z0-9+/=]+|\{PLAIN\}.+)$/;

export const basicAuth = (
  { scheme, realm, users, layout: _layout, ...rest }: BasicAuth,
  at: AnyRoute,
): Outcome<HaproxyNode> => {
  spent(rest);
  if (scheme.value === 'digest') return refused(because('T5230', {}, scheme.from));
  if (!printable(realm.value)) return refused(because('T5203', { what: 'auth-realm' }, realm.from));
  const list = entries(users.value.text);
  const native = list.filter((u) => nativeHash.test(u.hash));
  const scripted = list.filter((u) => scriptedHash.test(u.hash));
  if (native.length > 0 && !at.options.writeSecrets)
    return refused(because('T5231', { secret: secretText(users.value.secret) }, users.from));
  const file = secretFile(at.options, 'auth', users.value.secret, 'htpasswd');
  const name = sectionName('users', `${users.value.secret.namespace}_${users.value.secret.name}`);
  const ok = HaproxyToken.fixed('{ var(txn.user) -m found }');
  const notOk = HaproxyToken.fixed('!{ var(txn.user) -m found }');
  const checks: HaproxyNode[] = [];
  if (native.length > 0) {
    const head = line('userlist', HaproxyToken.name(name));
    checks.push({
      in: 'section',
      head,
      lines: native.map((u) => line('user', HaproxyToken.word(u.name), 'password', HaproxyToken.word(u.hash))),
    });
    checks.push(
      backend(
        'password',
        line(
          'http-request',
          'set-var(txn.user)',
          'bool(true)',
          'if',
          '{',
          HaproxyToken.joined(HaproxyToken.fixed('http_auth('), HaproxyToken.name(name), HaproxyToken.fixed(')')),
          '}',
        ),
      ),
    );
  }
  if (scripted.length > 0) {
    checks.push({ in: 'script', script: 'htpasswd' }, { in: 'password-file', file });
    checks.push(
      backend(
        'password',
        line(
          'http-request',
          'lua.check_password',
          HaproxyToken.file(file),
          ...(native.length > 0 ? when(HaproxyToken.fixed('!{ var(txn.user) -m found }')) : []),
        ),
      ),
    );
    if (at.options.writeSecrets)
      checks.push({
        in: 'file',
        file: { name: file, text: `${scripted.map((u) => `${u.name}:${u.hash}`).join('\n')}\n`, secret: true },
      });
  }
  const forget = backend('forward', line('http-request', 'del-header', 'Authorization'));
  if (anyIsEnough(at.route)) {
    const pass = backend('password', line('http-request', 'set-var(txn.pass)', 'bool(true)', ...when(ok)));
    const refusal = unauthorized(at, [HaproxyToken.fixed('!{ var(txn.pass) -m found }')], realm.value);
    return exact(...checks, pass, ...refusal.map((l) => backend('decision', l)), forget);
  }
  return exact(...checks, ...unauthorized(at, [notOk], realm.value).map((l) => backend('password', l)), forget);
};

const entries = (text: string): readonly User[] =>
  text
    .split('\n')
    .map((l) => l.replace(/\r$/, ''))
    .filter((l) => l !== '' && !l.startsWith('#') && printable(l))
    .map((l) => ({ name: l.slice(0, l.indexOf(':')), hash: (l.split(':')[1] ?? '').trim() }))
    .filter((u) => u.name !== '' && u.hash !== '');

const secretText = (s: { readonly namespace: string; readonly name: string }): string => `${s.namespace}/${s.name}`;
