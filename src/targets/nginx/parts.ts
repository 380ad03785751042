/** The nodes of one route or server, sorted by what they ask for. */

import type { LocationShare } from './built-location.ts';
import { type HeaderChange, type NginxNode, type ResponseHeader, type Slot, slots } from './node.ts';
import type { SideBody } from './side-place.ts';
import type { Statement } from './tree.ts';

type NodeAt<A extends NginxNode['at']> = Extract<NginxNode, { at: A }>;

export interface RouteParts {
  readonly answers: NodeAt<'answer'>[];
  /** In the order of `slots`; undefined: not set. */
  readonly settings: (NodeAt<'setting'> | undefined)[];
  readonly statements: NodeAt<'location'>[];
  readonly request: HeaderChange[];
  readonly response: ResponseHeader[];
  readonly hidden: string[];
  tries: number;
  tls: readonly Statement<'location'>[] | undefined;
  canary: NodeAt<'canary'> | undefined;
  session: NodeAt<'session-cookie'> | undefined;
  auth: NodeAt<'external-auth'> | undefined;
  errors: NodeAt<'error-pages'> | undefined;
  mirror: NodeAt<'mirror'> | undefined;
  readonly definitions: NodeAt<'define'>[];
  readonly files: NodeAt<'file'>[];
}

/** What hangs on the nodes alone, printed as far as it can be. */
export interface Prepared {
  readonly nodes: readonly NginxNode[];
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
  /** Made when a location asks for them. */
  readonly shares: { http?: LocationShare; grpc?: LocationShare; grpcHide?: string };
  readonly bodies: { auth?: SideBody; signIn?: SideBody; mirror?: SideBody };
}

const emptyParts = (): RouteParts => ({
  answers: [],
  settings: slots.map(() => undefined),
  statements: [],
  request: [],
  response: [],
  hidden: [],
  tries: 1,
  tls: undefined,
  canary: undefined,
  session: undefined,
  auth: undefined,
  errors: undefined,
  mirror: undefined,
  definitions: [],
  files: [],
});

export const sortParts = (nodes: readonly NginxNode[]): RouteParts => {
  const parts = emptyParts();
  for (const node of nodes) {
    switch (node.at) {
      case 'answer':
        parts.answers.push(node);
        break;
      case 'setting':
        parts.settings[slots.indexOf(node.slot)] = node;
        break;
      case 'location':
        parts.statements.push(node);
        break;
      case 'request-header':
        parts.request.push(node.header);
        break;
      case 'response-header':
        parts.response.push(node.header);
        break;
      case 'hide-header':
        parts.hidden.push(node.name);
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
        parts.definitions.push(node);
        break;
      case 'file':
        parts.files.push(node);
        break;
      default:
        break;
    }
  }
  return parts;
};

export const settingIn = (parts: RouteParts, slot: Slot): NodeAt<'setting'> | undefined =>
  parts.settings[slots.indexOf(slot)];
