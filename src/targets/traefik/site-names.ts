/** Names of a site as rules, and the class in which nginx would look for them. */
import type { Site, SiteName } from '../../model/model.ts';
import type { Version } from '../target.ts';
import { quoteRegex, re2 } from './re2.ts';
import { match, type Rule } from './rule.ts';
import { unprintable } from './token.ts';

export interface NameRule {
  readonly text: string;
  /** Higher classes are looked at first, whatever their paths: 4 exact, 3 nginx wildcards, 2 expressions and Ingress wildcards, 1 any. */
  readonly nameClass: 1 | 2 | 3 | 4;
  /** Order inside the class, higher first. */
  readonly weight: number;
  readonly rule: Rule;
  /** Certificates and TLS options can be chosen by it. */
  readonly literal: boolean;
}

/** True from 3.7 on: `Host` takes `*.example.com`, one label. */
export const hostWildcards = ([major, minor]: Version): boolean => major > 3 || (major === 3 && minor >= 7);

const nameText = (name: SiteName): string => {
  switch (name.kind) {
    case 'exact':
      return name.host;
    case 'wildcard':
      return `*.${name.suffix}`;
    case 'native-wildcard':
      return name.text;
    case 'regex':
      return `~${name.pattern.source}`;
    case 'any':
      return '';
  }
};

const ascii = (text: string): boolean => /^[\x21-\x7e]+$/.test(text);

/** Undefined: Traefik cannot match the name. */
export const nameRule = (name: SiteName, version: Version): NameRule | undefined => {
  const text = nameText(name);
  if (unprintable(text)) return undefined;
  switch (name.kind) {
    case 'exact':
      return ascii(text) && text !== '*'
        ? { text, nameClass: 4, weight: 0, rule: match('Host', text), literal: true }
        : undefined;
    case 'wildcard': {
      if (!ascii(text)) return undefined;
      const literal = hostWildcards(version);
      const rule = literal
        ? match('Host', text)
        : match('HostRegexp', `^[\\w-]+\\.${quoteRegex(name.suffix.toLowerCase())}$`);
      return { text, nameClass: 2, weight: Math.min(250, name.suffix.length), rule, literal };
    }
    case 'native-wildcard':
      return nativeWildcard(text);
    case 'regex': {
      const reading = re2({ source: name.pattern.source, ignoreCase: true });
      if (!reading.ok || reading.regex.also.length + reading.regex.never.length > 0) return undefined;
      return {
        text: text.slice(1),
        nameClass: 2,
        weight: 0,
        rule: match('HostRegexp', reading.regex.source),
        literal: false,
      };
    }
    case 'any':
      return undefined;
  }
};

const nativeWildcard = (text: string): NameRule | undefined => {
  if (!ascii(text)) return undefined;
  const lower = text.toLowerCase();
  const front = lower.startsWith('*.') ? '^.+\\.' : lower.startsWith('.') ? '^(?:.+\\.)?' : '^';
  const back = lower.endsWith('.*') ? '\\..+$' : '$';
  const core = lower.replace(/^\*?\./, '').replace(/\.\*$/, '');
  const weight = Math.min(250, core.length) + (back === '$' ? 256 : 0);
  return {
    text,
    nameClass: 3,
    weight,
    rule: match('HostRegexp', `${front}${quoteRegex(core)}${back}`),
    literal: false,
  };
};

/** All names of a site that Traefik can match; the catch-all has none. */
export const siteNames = (site: Site, version: Version): readonly NameRule[] =>
  [site.name, ...site.aliases.map((a) => a.value)]
    .flatMap((name) => nameRule(name, version) ?? [])
    .map((n, i) => (i === 0 ? n : { ...n, text: aliasText(site, n) }));

const aliasText = (site: Site, name: NameRule): string =>
  site.aliases.find((a) => a.value.text.replace(/^~\*?/, '') === name.text)?.value.text ?? name.text;
