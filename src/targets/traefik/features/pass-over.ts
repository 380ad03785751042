/** Features Traefik has no place for. */
import { because } from '../../../diagnostics/report.ts';
import type { CookieRewrite, LocationRewrite } from '../../../model/features/backend-features.ts';
import type {
  AccessLog,
  RawText,
  RedirectStyle,
  RewriteLog,
  Tracing,
  Waf,
} from '../../../model/features/route-features.ts';
import { isWritten } from '../../../source/traced.ts';
import { approximate, exact, type Outcome, refused, spent } from '../../target.ts';
import type { AnyRoute } from '../place.ts';
import type { TraefikNode } from '../tree.ts';
import { observability } from '../versions.ts';

export const accessLog = ({ on, ...rest }: AccessLog, { options }: Pick<AnyRoute, 'options'>): Outcome<TraefikNode> => {
  spent(rest);
  if (on.value) return exact();
  if (observability(options.version) || !isWritten(on)) return exact({ kind: 'quiet' });
  const why = `Traefik ${options.version.join('.')} logs the requests of all paths or of none`;
  return refused(because('T5362', { value: 'enable-access-log', why }, on.from));
};

export const rewriteLog = ({ on, ...rest }: RewriteLog): Outcome<TraefikNode> => {
  spent(rest);
  return on.value
    ? refused(because('T5362', { value: 'enable-rewrite-log', why: 'Traefik does not log rewrites' }, on.from))
    : exact();
};

/** Without rules that switch the engine on, ModSecurity only watches: nobody is kept out by leaving it away. */
export const waf = ({ on, coreRules, transactionId: _id, rules, ...rest }: Waf): Outcome<TraefikNode> => {
  spent(rest);
  if (!on.value && !coreRules.value && rules === undefined) return exact();
  const from = on.value ? on.from : coreRules.value ? coreRules.from : (rules?.from ?? on.from);
  if (rules !== undefined && (on.value || coreRules.value)) return refused(because('T5332', {}, from));
  return approximate([], because('T5362', { value: 'ModSecurity', why: 'it only watched and logged' }, from));
};

export const tracing = ({
  on,
  trustIncoming: _trust,
  operation: _operation,
  ...rest
}: Tracing): Outcome<TraefikNode> => {
  spent(rest);
  return on.value
    ? refused(
        because('T5362', { value: 'tracing', why: 'set up tracing in the static configuration of Traefik' }, on.from),
      )
    : exact();
};

export const cookieRewrite = ({ domain, path, flags, ...rest }: CookieRewrite): Outcome<TraefikNode> => {
  spent(rest);
  const [from] = [domain, path, flags].flatMap((t) => (t === undefined ? [] : [t.from]));
  return refused(
    because(
      'T5362',
      { value: 'the mapping of cookie attributes', why: 'Traefik passes Set-Cookie as it is' },
      ...(from === undefined ? [] : [from]),
    ),
  );
};

export const locationRewrite = ({ map, ...rest }: LocationRewrite): Outcome<TraefikNode> => {
  spent(rest);
  return refused(
    because('T5362', { value: 'the mapping of Location headers', why: 'Traefik passes Location as it is' }, map.from),
  );
};

/** Traefik's redirects are absolute and carry the port of the Host header. */
export const redirectStyle = ({ withPort, relative, ...rest }: RedirectStyle): Outcome<TraefikNode> => {
  spent(rest);
  if (relative.value)
    return approximate(
      [],
      because(
        'T5362',
        { value: 'relative-redirects', why: 'redirects that depend on the request are absolute' },
        relative.from,
      ),
    );
  return withPort.value
    ? approximate(
        [],
        because(
          'T5362',
          { value: 'use-port-in-redirects', why: 'redirects carry the port of the Host header' },
          withPort.from,
        ),
      )
    : exact();
};

export const rawText = ({ texts, guards, ...rest }: RawText): Outcome<TraefikNode> => {
  spent(rest);
  const [first] = texts;
  const line = first?.text.value.trim().split('\n')[0]?.slice(0, 80) ?? '';
  const why = guards ? 'it restricts access, so the route is closed' : 'it is left out';
  return first === undefined
    ? exact()
    : refused(because('T5331', { value: line, why }, ...texts.map((t) => t.text.from)));
};
