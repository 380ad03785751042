/** What external authentication adds to a location besides the subrequest itself. */
import type { ExternalAuth } from '../../model/features/route-features.ts';
import type { HeaderChange, ResponseHeader } from './node.ts';
import { locationIndent, printStatements } from './print.ts';
import { text, variable } from './text.ts';
import { NginxToken } from './token.ts';
import { directive, type Statement } from './tree.ts';

export interface AuthLines {
  /** Keep what the answer says, printed. */
  readonly kept: string;
  /** Headers of the answer that the backend is told. */
  readonly request: readonly HeaderChange[];
  /** Its cookie. */
  readonly response: ResponseHeader;
}

const known = new WeakMap<ExternalAuth, AuthLines>();

/** Made once for all routes that ask the same service. */
export const authLines = (auth: ExternalAuth): AuthLines => {
  const earlier = known.get(auth);
  if (earlier !== undefined) return earlier;
  const kept: Statement<'location'>[] = [keep('ic_auth_cookie', 'set_cookie')];
  const request: HeaderChange[] = [];
  for (const name of auth.responseHeaders.value) {
    const suffix = name.toLowerCase().replaceAll('-', '_');
    if (!/^\w+$/.test(suffix)) continue;
    kept.push(keep(`ic_auth_of_${suffix}`, suffix));
    request.push({ name, value: text(variable(`ic_auth_of_${suffix}`)) });
  }
  const response: ResponseHeader = {
    name: 'Set-Cookie',
    value: text(variable('ic_auth_cookie')),
    always: auth.alwaysSetCookie.value,
    hide: false,
  };
  const made = { kept: printStatements(kept, locationIndent), request, response };
  known.set(auth, made);
  return made;
};

const keep = (name: string, header: string): Statement<'location'> =>
  directive('auth_request_set', NginxToken.variable(name), NginxToken.variable(`upstream_http_${header}`));
