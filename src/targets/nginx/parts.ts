/** The nodes of one route or server, sorted by what they ask for. */
import type { HeaderChange, NginxNode, Phase, ResponseHeader, Slot } from './node.ts';
import type { Statement } from './tree.ts';

type NodeAt<A extends NginxNode['at']> = Extract<NginxNode, { at: A }>;

export interface RouteParts {
  readonly answers: NodeAt<'answer'>[];
  readonly settings: Map<Slot, NodeAt<'setting'>>;
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

/** Lists of response headers as text. */
export interface PrintedResponse {
  readonly response: string;
  readonly hidden: string;
}

/** What hangs on the nodes alone, printed. */
export interface Prepared {
  readonly parts: RouteParts;
  readonly settings: readonly (string | undefined)[];
  readonly lists: PrintedResponse;
  /** Answers before the place of `return 503`, and what follows it. */
  readonly early: string;
  readonly late: string;
}

const emptyParts = (): RouteParts => ({
  answers: [],
  settings: new Map(),
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
        parts.settings.set(node.slot, node);
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

export const answersIn = (parts: RouteParts, phase: Phase): readonly NodeAt<'answer'>[] =>
  parts.answers.filter((a) => a.phase === phase);
