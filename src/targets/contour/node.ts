/** What a feature's handler hands to the assembly. */
import type { CanaryRules, Cors } from '../../model/features/route-features.ts';
import type { HeaderValue, Re2 } from './token.ts';
import type {
  ContourConfig,
  CookieRewrite,
  HeaderCondition,
  LoadBalancer,
  LocalRateLimit,
  ProxyRoute,
  Redirect,
  RetryPolicy,
} from './tree.ts';

export interface SecretRef {
  readonly namespace: string;
  readonly name: string;
}

/** One prefix that is replaced as text; `only`: further condition on `:path`. */
export interface RewriteStep {
  readonly prefix: string;
  readonly only?: Re2;
  /** True: also everything below the prefix; false: the path itself. */
  readonly below: boolean;
  readonly replacement: string;
  readonly forwardedPrefix?: HeaderValue;
}

export interface RewritePlan {
  readonly steps: readonly RewriteStep[];
  /** `:path` of every request of the route: what no step takes is answered with 503. Absent: the steps take everything. */
  readonly rest?: Re2;
  /** The client is sent there instead. */
  readonly redirect?: Omit<Redirect, 'prefix' | 'path'>;
}

/** Answered under conditions before what the route or host does. */
export interface RuleNode {
  readonly kind: 'rule';
  readonly conditions: readonly HeaderCondition[];
  readonly body: Pick<ProxyRoute, 'directResponsePolicy' | 'requestRedirectPolicy'>;
}

export type RouteNode =
  | RuleNode
  | { readonly kind: 'answer'; readonly status: number }
  | { readonly kind: 'redirect'; readonly redirect: Redirect }
  | {
      readonly kind: 'https-redirect';
      readonly status: number;
      readonly names: 'all' | readonly string[];
      readonly port?: number;
    }
  | { readonly kind: 'rewrite'; readonly plan: RewritePlan }
  | { readonly kind: 'cors'; readonly cors: Cors }
  | { readonly kind: 'addresses'; readonly allow: boolean; readonly cidrs: readonly string[] }
  | { readonly kind: 'rate-limit'; readonly limit: LocalRateLimit }
  | { readonly kind: 'body-limit'; readonly bytes: number }
  | { readonly kind: 'idle'; readonly idle: string }
  | { readonly kind: 'request-header'; readonly name: string; readonly value?: HeaderValue }
  | { readonly kind: 'response-header'; readonly name: string; readonly value?: HeaderValue; readonly tlsOnly: boolean }
  | { readonly kind: 'retry'; readonly policy: RetryPolicy }
  | { readonly kind: 'mirror'; readonly service: { readonly name: string; readonly port: number } }
  | { readonly kind: 'canary'; readonly rules: CanaryRules }
  | { readonly kind: 'backend-tls'; readonly ca: SecretRef; readonly name: string }
  | { readonly kind: 'client-certificate'; readonly secret: SecretRef }
  | { readonly kind: 'session-cookie'; readonly path: string };

export type SiteNode =
  | RuleNode
  | { readonly kind: 'certificate'; readonly secret: SecretRef; readonly names: readonly string[] }
  | {
      readonly kind: 'client-validation';
      readonly ca: SecretRef;
      readonly crl?: SecretRef;
      readonly verify: 'on' | 'optional' | 'optional_no_ca';
      /** Missing certificates are told by the routes, not by the handshake. */
      readonly byRoute: boolean;
      /** Header of Envoy that every request must match. */
      readonly subject?: Re2;
      readonly pass: boolean;
    }
  | { readonly kind: 'closed'; readonly status: number }
  | { readonly kind: 'app-root'; readonly path: string }
  | { readonly kind: 'www-redirect'; readonly from: string; readonly status: number; readonly covered: boolean }
  | { readonly kind: 'passthrough'; readonly pool: string };

export type PoolNode = {
  readonly kind: 'balancing';
  readonly balancer?: LoadBalancer;
  /** Value of the header that the balancer hashes. */
  readonly hashBy?: HeaderValue;
  readonly cookie?: {
    readonly rewrite: Omit<CookieRewrite, 'name' | 'pathRewrite' | 'secure'>;
    readonly secure: 'auto' | 'always';
  };
};

export type ControllerNode =
  | { readonly kind: 'config'; readonly config: ContourConfig }
  | { readonly kind: 'default-certificate'; readonly secret: SecretRef }
  | { readonly kind: 'default-backend'; readonly pool: string }
  | { readonly kind: 'trust' }
  | { readonly kind: 'reject-unknown-names' }
  /** Expressions on a header that are answered with 403, and addresses that are. */
  | { readonly kind: 'block-header'; readonly name: string; readonly regex: Re2 }
  | { readonly kind: 'block-addresses'; readonly cidrs: readonly string[] };

export type ContourNode = RouteNode | SiteNode | PoolNode | ControllerNode;

export const only = <K extends ContourNode['kind']>(
  nodes: readonly ContourNode[],
  kind: K,
): readonly Extract<ContourNode, { kind: K }>[] =>
  nodes.filter((node): node is Extract<ContourNode, { kind: K }> => node.kind === kind);

export const first = <K extends ContourNode['kind']>(
  nodes: readonly ContourNode[],
  kind: K,
): Extract<ContourNode, { kind: K }> | undefined => only(nodes, kind)[0];
