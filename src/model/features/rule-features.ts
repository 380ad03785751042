/** What the source proxy decides by conditions on the request, before a backend is asked; and what it does to bodies on the way back. */
import type { Traced } from '../../source/traced.ts';
import type { Condition } from '../values/condition.ts';
import type { Pattern } from '../values/pattern.ts';
import type { Template } from '../values/template.ts';
import type { ResponseHeaders } from './route-features.ts';

/**
 * Rules of the rewrite phase. On a host they come before a route is chosen; on a route after the preflight and before its redirects.
 * Captures in a rule are groups of the last pattern among its own conditions; without one, those of the route's match.
 */
export interface Rules {
  /** In order: an answer or a redirect ends the request, a rewrite that stops ends the rules. */
  readonly steps: readonly Rule[];
  /** True when a rule keeps requests out (4xx, 5xx, a dropped connection, an answer to everybody): a target that refuses the rules closes the place. */
  readonly guards: boolean;
  /** Response headers of what the rules of a host answer; those of a route are the route's own. */
  readonly headers?: ResponseHeaders['changes'];
}

export interface Rule {
  /** All of them have to hold; none: always. */
  readonly when: readonly Condition[];
  readonly action: Traced<RuleAction>;
  /** Where it stands in the text it was read from, and the beginning of that text on one line. */
  readonly line: number;
  readonly words: string;
}

export type RuleAction =
  /** Status 444 drops the connection without an answer. The body is given in lines, `type` is its media type. */
  | { readonly kind: 'answer'; readonly status: number; readonly body?: readonly Template[]; readonly type?: string }
  /** A target that begins with a slash is completed with scheme and host of the request. */
  | { readonly kind: 'redirect'; readonly status: number; readonly to: Template }
  | RewriteAction
  /** No further rule, and no redirect or rewrite of the route. */
  | { readonly kind: 'stop' };

/** The decoded path is replaced when `pattern` matches it; captures in `to` are groups of `pattern`. */
export interface RewriteAction {
  readonly kind: 'rewrite';
  readonly pattern: Pattern;
  readonly to: Template;
  /** The query of the request follows, or is lost (`to` may have one of its own). */
  readonly query: 'kept' | 'dropped';
  /** go-on: the next rule sees the new path · stop: as the action of that name · again: the route is chosen anew · 301, 302: sent to the client. */
  readonly next: 'go-on' | 'stop' | 'again' | 301 | 302;
}

/** An answer that keeps the request from being served; one to every request does so whatever its status. */
export const keepsOut = ({ when, action: { value } }: Rule): boolean =>
  (value.kind === 'answer' && value.status >= 400) ||
  (when.length === 0 && (value.kind === 'answer' || value.kind === 'redirect'));

/** True when the rules without this one could let a request in: it is a guard, or a later guard sees the path it makes. */
export const isNeeded = (steps: readonly Rule[], index: number): boolean => {
  const rule = steps[index];
  if (rule === undefined || keepsOut(rule)) return true;
  const { value } = rule.action;
  return value.kind === 'rewrite' && value.next === 'go-on' && steps.slice(index + 1).some(keepsOut);
};

/** Texts of response bodies are replaced on the way to the client. */
export interface BodySubstitution {
  readonly replacements: readonly { readonly from: Traced<string>; readonly to: Traced<Template> }[];
  /** The first occurrence of each only. */
  readonly once: Traced<boolean>;
  /** Media types besides text/html; `*` is all. */
  readonly types: Traced<readonly string[]>;
}
