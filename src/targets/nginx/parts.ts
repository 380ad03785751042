/** The nodes of one route or server, sorted by what they ask for. */

import type { BackendProtocol } from '../../model/model.ts';
import type { LocationShare, Passing } from './built-location.ts';
import { type HeaderChange, type NginxNode, type ResponseHeader, type Slot, slots } from './node.ts';
import type { SideBody } from './side-place.ts';
import type { Statement } from './tree.ts';

type NodeAt<A extends NginxNode['at']> = Extract<NginxNode, { at: A }>;

export interface RouteParts {
  answers: readonly NodeAt<'answer'>[];
  /** In the order of `slots`; undefined: not set. */
  readonly settings: (NodeAt<'setting'> | undefined)[];
  statements: readonly NodeAt<'location'>[];
  request: readonly HeaderChange[];
  response: readonly ResponseHeader[];
  hidden: readonly string[];
  tries: number;
  tls: readonly Statement<'location'>[] | undefined;
  canary: NodeAt<'canary'> | undefined;
  session: NodeAt<'session-cookie'> | undefined;
  auth: NodeAt<'external-auth'> | undefined;
  errors: NodeAt<'error-pages'> | undefined;
  mirror: NodeAt<'mirror'> | undefined;
  definitions: readonly NodeAt<'define'>[];
  files: readonly NodeAt<'file'>[];
}

/** What hangs on the nodes alone, printed as far as it can be. */
export interface Prepared {
  readonly parts: RouteParts;
  /** Answers before the place of `return 503`, what follows it, and both. */
  readonly early: string;
  readonly late: string;
  readonly both: string;
  /** Closed for everybody: there is nobody to pass to. */
  readonly denied: boolean;
  /** Captures that have to be set first, ascending. */
  readonly captures: readonly number[];
  readonly readsContext: boolean;
  readonly request: readonly HeaderChange[];
  readonly response: readonly ResponseHeader[];
  /** Lists of locations that speak HTTP and gRPC to their pool; made when one asks for them. */
  http: LocationShare | undefined;
  grpc: LocationShare | undefined;
  passing: (Passing & { readonly protocol: BackendProtocol }) | undefined;
  bodies: SideBodies | undefined;
}

/** Locations besides that are the same for all routes with these nodes. */
export interface SideBodies {
  auth?: SideBody;
  signIn?: SideBody;
  mirror?: SideBody;
}

const none: readonly never[] = [];

const emptyParts = (): RouteParts => ({
  answers: none,
  settings: new Array<undefined>(slots.length).fill(undefined),
  statements: none,
  request: none,
  response: none,
  hidden: none,
  tries: 1,
  tls: undefined,
  canary: undefined,
  session: undefined,
  auth: undefined,
  errors: undefined,
  mirror: undefined,
  definitions: none,
  files: none,
});

/** Most lists are empty or short: they have just the room they need. */
export const sortParts = (nodes: readonly NginxNode[]): RouteParts => {
  const parts = emptyParts();
  for (let i = 0; i < nodes.length; i++) {
    const node = nodes[i];
    if (node === undefined) continue;
    switch (node.at) {
      case 'answer':
        parts.answers = parts.answers.concat(node);
        break;
      case 'setting':
        parts.settings[slots.indexOf(node.slot)] = node;
        break;
      case 'location':
        parts.statements = parts.statements.concat(node);
        break;
      case 'request-header':
        parts.request = parts.request.concat(node.header);
        break;
      case 'response-header':
        parts.response = parts.response.concat(node.header);
        break;
      case 'hide-header':
        parts.hidden = parts.hidden.concat(node.name);
        break;
      case 'tries':
        parts.tries = node.tries;
        break;
      case 'backend-tls':
        parts.tls = node.statements;
        break;
      case 'canary':
        parts.canary = node;
        break;
      case 'session-cookie':
        parts.session = node;
        break;
      case 'external-auth':
        parts.auth = node;
        break;
      case 'error-pages':
        parts.errors = node;
        break;
      case 'mirror':
        parts.mirror = node;
        break;
      case 'define':
        parts.definitions = parts.definitions.concat(node);
        break;
      case 'file':
        parts.files = parts.files.concat(node);
        break;
      default:
        break;
    }
  }
  return parts;
};

export const settingIn = (parts: RouteParts, slot: Slot): NodeAt<'setting'> | undefined =>
  parts.settings[slots.indexOf(slot)];
