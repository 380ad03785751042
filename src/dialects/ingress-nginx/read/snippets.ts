import type { ExternalAuth, RawText } from '../../../model/features/route-features.ts';
import type { IngressSettings } from '../settings.ts';
import { authSnippet } from '../snippet-auth.ts';
import { grpcSnippetDirectives, snippetDirectives } from '../snippet-directives.ts';
import { mergeSnippet } from '../snippet-merge.ts';
import { joinRaw, outerSnippet } from '../snippet-raw.ts';
import { readServerSnippet } from '../snippet-server.ts';
import { defined } from './defined.ts';
import type { Given } from './given.ts';
import type { Contribution } from './reader.ts';
import { isBlanked } from './snippet-gate.ts';

/** Sees what the other readers found. */
export type SnippetReader = (given: Given, found: IngressSettings) => Contribution;

const keys = ['server-snippet', 'configuration-snippet', 'stream-snippet'] as const;

export const readSnippets: SnippetReader = (given, found) => {
  if (keys.filter((key) => isBlanked(given, key)).length > 0) return {};
  const stream = given.text('stream-snippet');
  const server = given.text('server-snippet');
  const host = server === undefined ? undefined : readServerSnippet(server, 'server-snippet', given.report);
  const settings: Contribution['settings'] = defined({
    serverSnippet: host?.raw,
    hostFeatures: host?.features,
    hostRules: host?.rules,
    streamSnippet: stream === undefined ? undefined : outerSnippet(stream, 'stream-snippet', given.report),
  });
  const text = given.text('configuration-snippet');
  if (text === undefined) return { settings };
  const grpc = found.backendProtocol.value.startsWith('grpc');
  const directives = grpc ? grpcSnippetDirectives : snippetDirectives;
  // custom-headers are written below the snippet.
  const { responseHeaders: headers, ...others } = found.location;
  const base = given.controller.base.location.responseHeaders;
  const custom = headers?.changes.slice(base?.changes.length ?? 0) ?? [];
  const above = base === undefined ? others : { ...others, responseHeaders: base };
  const { features, closed } = mergeSnippet(above, text, 'configuration-snippet', given.report, directives);
  const changes = [...(features.responseHeaders?.changes ?? []), ...custom];
  if (closed !== undefined) given.close('configuration-snippet', closed, `return ${closed}`);
  return { settings, location: changes.length === 0 ? features : { ...features, responseHeaders: { changes } } };
};

export interface AuthWithSnippet {
  readonly auth: ExternalAuth;
  readonly rawText?: RawText;
}

/** The text of the authentication request: added headers are kept, the rest is raw text that guards. */
export const readAuthSnippet = (given: Given, auth: ExternalAuth, location: RawText | undefined): AuthWithSnippet => {
  const text = isBlanked(given, 'auth-snippet') ? undefined : given.text('auth-snippet');
  if (text === undefined) return { auth };
  const { headers, raw } = authSnippet(text, 'auth-snippet', given.report);
  const rawText = joinRaw(location, raw);
  return {
    auth: { ...auth, requestHeaders: [...auth.requestHeaders, ...headers] },
    ...(rawText === undefined ? {} : { rawText }),
  };
};
