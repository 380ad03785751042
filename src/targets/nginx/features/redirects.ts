/** Answers the proxy makes in the rewrite phase: closed locations, fixed redirects, HTTPS, rewrites. */
import { because } from '../../../diagnostics/report.ts';
import type { Denied, HttpsRedirect, Redirect, Rewrite } from '../../../model/features/route-features.ts';
import { type AtSite, exact, type Outcome, type Reach, refused, spent } from '../../target.ts';
import { nameFor } from '../names.ts';
import type { NginxNode } from '../node.ts';
import { checkPcre, quotePattern, withoutNames } from '../pcre.ts';
import { capturesIn, expand, type Text, text, variable } from '../text.ts';
import { NginxToken } from '../token.ts';
import { block, directive, row, type Statement } from '../tree.ts';

export const denied = ({ status, reason: _reason, ...rest }: Denied): Outcome<NginxNode> => {
  spent(rest);
  return exact({
    at: 'answer',
    phase: 'denied',
    captures: [],
    statements: [directive('return', NginxToken.integer(status.value))],
  });
};

export const redirect = ({ status, to, ...rest }: Redirect): Outcome<NginxNode> => {
  spent(rest);
  const target = expand(to.value);
  if (!target.ok) return refused(because('T5104', { variable: target.name }, to.from));
  const statements = [directive('return', NginxToken.integer(status.value), NginxToken.value(target.text))];
  return exact({ at: 'answer', phase: 'redirect', captures: capturesIn(target.text), statements });
};

/** Which names are left out is known at the host. */
export const reachOfHttpsRedirect = ({ names }: HttpsRedirect): Reach => (names === 'all' ? 'feature' : 'site');

export const httpsRedirect = (feature: HttpsRedirect, at: AtSite): Outcome<NginxNode> => {
  const { status, names, trailingSlash, port, because: _cause, ...rest } = feature;
  spent(rest);
  const answer = answerOf(status.value, trailingSlash.value, port?.value);
  if (names === 'all' || allNames(at).every((name) => names.includes(name))) return answer.always;
  const sources = names.map((name) => plainPattern(name)).sort();
  const name = nameFor('redirected', sources.join('\n'));
  const rows = sources.map((source) => row(NginxToken.patternKey({ source, ignoreCase: true }), NginxToken.text('1')));
  const key = NginxToken.value(text(variable('ic_scheme'), ':', variable('host')));
  const body = [row(NginxToken.word('default'), NginxToken.text('0')), ...rows];
  return exact<NginxNode>(
    { at: 'define', definition: { name, statement: block('map', [key, NginxToken.variable(name)], body) } },
    whenTrue([NginxToken.variable(name)], answer.statement),
  );
};

interface HttpsAnswer {
  readonly statement: Statement<'if'>;
  /** For every name of the host. */
  readonly always: Outcome<NginxNode>;
}

const httpsAnswers = new Map<string, HttpsAnswer>();

/** Nearly all routes of an estate redirect alike: they share the statements, which are printed once. */
const answerOf = (status: number, slash: HttpsRedirect['trailingSlash']['value'], port?: number): HttpsAnswer => {
  const name = `${status} ${slash} ${port}`;
  const known = httpsAnswers.get(name);
  if (known !== undefined) return known;
  const suffix: Text = port === undefined ? [] : text(`:${port}`);
  const uri = variable(slash === 'cut' ? 'ic_uri_cut' : 'request_uri');
  const url = text('https://', variable('ic_host_name'), suffix, uri);
  const statement = directive('return', NginxToken.integer(status), NginxToken.value(url));
  const plainHttp = [NginxToken.variable('ic_scheme'), NginxToken.word('='), NginxToken.text('http')];
  const made = { statement, always: exact<NginxNode>(whenTrue(plainHttp, statement)) };
  httpsAnswers.set(name, made);
  return made;
};

const whenTrue = (condition: readonly NginxToken[], answer: Statement<'if'>): NginxNode => ({
  at: 'answer',
  phase: 'https',
  captures: [],
  statements: [block('if', condition, [answer])],
});

const allNames = (at: AtSite): readonly string[] => [at.site.host, ...at.site.aliases.map((a) => a.value.text)];

/** Scheme and host as one text, so that one map decides. */
const plainPattern = (name: string): string => {
  if (name.startsWith('~')) return `^http:.*(?:${name.slice(1).replace(/^\^/, '')})`;
  if (name.startsWith('*.')) return `^http:[\\w-]+${quotePattern(name.slice(1))}$`;
  return `^http:${quotePattern(name)}$`;
};

export const rewrite = (feature: Rewrite): Outcome<NginxNode> => {
  const { pattern, target, redirects, forwardedPrefix, ...rest } = feature;
  spent(rest);
  const check = checkPcre(pattern.value.source);
  if (!check.ok) return refused(because('T5102', { pattern: pattern.value.source, why: check.why }, pattern.from));
  const to = expand(target.value, 'direct');
  if (!to.ok) return refused(because('T5104', { variable: to.name }, target.from));
  if (to.text.some((p) => p.kind === 'text' && p.text.includes('?'))) {
    return refused(
      because(
        'T5103',
        { what: 'rewrite-target', why: 'a question mark together with captures overruns a buffer before nginx 1.30.1' },
        target.from,
      ),
    );
  }
  const source = `${pattern.value.ignoreCase ? '(?i)' : ''}${withoutNames(pattern.value.source)}`;
  const replacement = to.text.length === 0 ? text('/') : to.text;
  const statement: Statement<'location'> = directive(
    'rewrite',
    NginxToken.regex(source),
    NginxToken.value(replacement),
    NginxToken.word(redirects ? 'redirect' : 'break'),
  );
  const nodes: NginxNode[] = [
    { at: 'answer', phase: redirects ? 'redirect' : 'rewrite', captures: [], statements: [statement] },
  ];
  if (forwardedPrefix !== undefined) {
    const prefix = expand(forwardedPrefix.value);
    if (!prefix.ok) return refused(because('T5104', { variable: prefix.name }, forwardedPrefix.from));
    nodes.push({ at: 'request-header', header: { name: 'X-Forwarded-Prefix', value: prefix.text } });
  }
  return exact(...nodes);
};
