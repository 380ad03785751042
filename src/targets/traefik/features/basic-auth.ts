import { because, type Reason } from '../../../diagnostics/report.ts';
import type { BasicAuth } from '../../../model/features/route-features.ts';
import { type Outcome, refused, spent, withDifferences } from '../../target.ts';
import type { AnyRoute } from '../place.ts';
import { stepNode } from '../steps.ts';
import { unprintable } from '../token.ts';
import type { TraefikNode } from '../tree.ts';

const checkable = /^(?:\$2[abxy]\$|\$apr1\$|\$1\$|\{SHA\})/;

/** An auth service asked after the password check sees the password; the backend does not. */
const afterwards = (at: AnyRoute): readonly TraefikNode[] =>
  at.route.features.externalAuth === undefined
    ? []
    : [stepNode('authCleanup', 'no-password', { type: 'headers', request: { Authorization: '' } })];

export const basicAuth = ({ scheme, realm, users, layout, ...rest }: BasicAuth, at: AnyRoute): Outcome<TraefikNode> => {
  spent(rest);
  const lines = users.value.text.split(/\r?\n/).filter((l) => l.trim() !== '' && !l.startsWith('#'));
  const fields = scheme.value === 'basic' ? 2 : 3;
  const good = lines.filter((l) => l.split(':').length >= fields && !unprintable(l));
  const { namespace, name } = users.value.secret;
  const refuse = (why: string): Outcome<never> =>
    refused(because('T5322', { value: `${namespace}/${name}`, why }, users.from));
  if (good.length === 0) return refuse('it holds no user');
  if (unprintable(realm.value)) return refuse('its realm holds a control character');
  const own = at.route.ingress?.namespace ?? namespace;
  const keep =
    !at.options.writeSecrets && layout.value === 'auth-file' && own === namespace && at.options.traefikFormat === 'crd';
  if (!keep && !at.options.writeSecrets) return refuse('it has to be written anew, and Secrets are not to be written');
  const odd = scheme.value === 'basic' ? good.filter((l) => !checkable.test(l.split(':')[1] ?? '')) : [];
  const differences: Reason[] = [
    ...(odd.length === 0 ? [] : [because('T5321', { value: odd.map((l) => l.split(':')[0]).join(', ') }, users.from)]),
    ...(realm.value === ''
      ? [
          because(
            'T5361',
            { value: 'WWW-Authenticate', why: 'Traefik has no empty realm, it says "traefik"' },
            users.from,
            realm.from,
          ),
        ]
      : []),
    ...(keep ? [because('T5391', { value: `${namespace}/${name}` }, users.from)] : []),
  ];
  const text = `${good.map((l) => l.split(':').slice(0, fields).join(':')).join('\n')}\n`;
  const node = stepNode('password', scheme.value === 'basic' ? 'password' : 'digest', {
    type: 'password',
    scheme: scheme.value,
    realm: realm.value,
    users: { ...users.value, text },
    keep,
    swallow: at.route.features.externalAuth === undefined,
  });
  return withDifferences([node, ...afterwards(at)], differences);
};
