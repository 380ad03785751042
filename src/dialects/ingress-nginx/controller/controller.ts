/** What readers of an Ingress need to know about the controller: its settings, its gates and its defaults for annotations. */
import type * as route from '../../../model/features/route-features.ts';
import type { Traced } from '../../../source/traced.ts';
import type { KeyReading } from '../../dialect.ts';
import type { Risk } from '../annotation-row.ts';
import type { ControllerSettings, IngressSettings, LocationFeatures } from '../settings.ts';
import type { Variables } from '../snippet/variables.ts';

/** What decides whether an Ingress is served at all. */
export interface Gates {
  /** allow-snippet-annotations. */
  readonly snippets: boolean;
  readonly risk: Risk;
  /** Words of annotation-value-word-blocklist. */
  readonly blocklist: readonly string[];
  readonly crossNamespace: boolean;
  /** strict-validate-path-type. */
  readonly strictPaths: boolean;
}

/** ConfigMap values that take part in reading an annotation without being a feature by themselves. */
export interface AnnotationDefaults {
  /** What a location closed by a mistake still has: nginx's own limit for bodies. */
  readonly closedLocation: LocationFeatures;
  readonly limits: Pick<route.RateLimit, 'requestStatus' | 'connectionStatus' | 'key'>;
  readonly proxySslLocationOnly: boolean;
  readonly locationRewrite: { readonly from: Traced<string>; readonly to: Traced<string> };
  /** limit-rate and limit-rate-after, in kilobytes. */
  readonly bandwidth: { readonly rate: Traced<number>; readonly after: Traced<number> };
  readonly retryNonIdempotent: Traced<boolean>;
  readonly allowedResponseHeaders: readonly string[];
  readonly http2: boolean;
  readonly coreRules: Traced<boolean>;
  /** True: answers of backends are replaced everywhere because of the global custom-http-errors. */
  readonly interceptsEverywhere: boolean;
}

export interface Controller {
  readonly settings: ControllerSettings;
  readonly keys: readonly KeyReading[];
  readonly gates: Gates;
  /** Settings of an Ingress without annotations. */
  readonly base: IngressSettings;
  readonly defaults: AnnotationDefaults;
  /** Variables the ConfigMap's http-snippet defines, for the snippets of Ingresses. */
  readonly variables: Variables;
  /** What the controller leaves open is closed. */
  readonly harden: boolean;
}
