import type { ExternalAuth, RawText } from '../../../model/features/route-features.ts';
import { joinOrigins, type Traced, traced } from '../../../source/traced.ts';
import type { IngressSettings, LocationFeatures } from '../settings.ts';
import { authSnippet } from '../snippet/auth.ts';
import { grpcSnippetDirectives, snippetDirectives } from '../snippet/directives.ts';
import { mergeSnippet } from '../snippet/merge.ts';
import { joinRaw, outerSnippet } from '../snippet/raw.ts';
import { readServerSnippet } from '../snippet/server.ts';
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
  const host =
    server === undefined
      ? undefined
      : readServerSnippet(server, 'server-snippet', given.report, given.controller.variables);
  const settings: Contribution['settings'] = defined({
    serverSnippet: host?.raw,
    hostFeatures: host?.features,
    hostRules: host?.rules,
    hostLocations: host?.locations,
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
  const { features, closed, authHeaders } = mergeSnippet(
    above,
    text,
    'configuration-snippet',
    given.report,
    directives,
    given.controller.variables,
  );
  const changes = [...(features.responseHeaders?.changes ?? []), ...custom];
  if (closed !== undefined) given.close('configuration-snippet', closed, `return ${closed}`);
  return {
    settings: { ...settings, ...answerHeaders(found, authHeaders, text) },
    location: {
      ...features,
      ...(changes.length === 0 ? {} : { responseHeaders: { changes } }),
      ...removedHeaders(found, features, authHeaders, text),
    },
  };
};

/** Headers of the authentication answer go to the backend as those of auth-response-headers do. */
const answerHeaders = (
  { externalAuth }: IngressSettings,
  names: readonly string[],
  text: Traced<string>,
): Partial<Pick<IngressSettings, 'externalAuth'>> => {
  if (externalAuth === undefined || names.length === 0) return {};
  const { value, from } = externalAuth.responseHeaders;
  return {
    externalAuth: { ...externalAuth, responseHeaders: traced([...value, ...names], ...joinOrigins(from, text.from)) },
  };
};

/** Without anybody to ask they are empty, and an empty header is not sent. */
const removedHeaders = (
  { externalAuth }: IngressSettings,
  { requestHeaders }: LocationFeatures,
  names: readonly string[],
  text: Traced<string>,
): Pick<LocationFeatures, 'requestHeaders'> => {
  if (externalAuth !== undefined || names.length === 0) return {};
  const removed = names.map((name) => ({ name, from: traced(name, ...text.from) }));
  return { requestHeaders: { changes: [...(requestHeaders?.changes ?? []), ...removed] } };
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
