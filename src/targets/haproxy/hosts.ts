/** Which site a request belongs to: exact names, then names below a suffix, then patterns, else the catch-all. */
import { becauseAt } from '../../diagnostics/report.ts';
import type { Site, SiteName } from '../../model/model.ts';
import { placesIn } from '../../source/traced.ts';
import type { Emitted } from '../target.ts';
import { siteKey } from './features/denied.ts';
import { regexShape } from './regex.ts';
import { inline } from './request.ts';
import type { Finding } from './route-backends.ts';
import { Expression, HaproxyToken } from './token.ts';
import { frontend, type HaproxyNode, type Line, line } from './tree.ts';

interface Pattern {
  /** nginx takes the longest suffix, then the longest prefix, then regexes in the order of the hosts. */
  readonly rank: number;
  readonly length: number;
  readonly test: Line;
  readonly site: string;
}

export const hosts = (
  emitted: Emitted<HaproxyNode>,
): { readonly nodes: readonly HaproxyNode[]; readonly findings: readonly Finding[] } => {
  const nodes: HaproxyNode[] = [];
  const patterns: Pattern[] = [];
  const findings: Finding[] = [];
  for (const { site } of emitted.sites) {
    const key = siteKey(site);
    const names: readonly (SiteName & { readonly text: string })[] = [
      { ...site.name, text: site.host },
      ...site.aliases.map((a) => a.value),
    ];
    for (const name of names) {
      const placed = place(name, key);
      if (placed === undefined)
        findings.push({
          as: 'refused',
          because: becauseAt(
            'T5207',
            { name: name.text, host: site.host },
            placesIn(aliasOrigins(site, name.text), undefined),
          ),
        });
      else if (placed === 'any') continue;
      else if ('in' in placed) nodes.push(placed);
      else patterns.push(placed);
    }
  }
  const ordered = patterns
    .map((p, i) => ({ p, i }))
    .sort((a, b) => a.p.rank - b.p.rank || b.p.length - a.p.length || a.i - b.i);
  nodes.push(
    ...ordered.map(({ p }) =>
      frontend(
        p.rank < 2 ? 'suffix' : 'site',
        line(
          'http-request',
          'set-var(txn.site)',
          HaproxyToken.sample(Expression.of('str', p.site)),
          'if',
          '!{ var(txn.site) -m found }',
          '{ var(txn.host)',
          ...p.test,
          '}',
        ),
      ),
    ),
  );
  return { nodes, findings };
};

const aliasOrigins = (site: Site, text: string) => site.aliases.find((a) => a.value.text === text)?.from ?? site.from;

const place = (name: SiteName & { readonly text: string }, key: string): HaproxyNode | Pattern | 'any' | undefined => {
  switch (name.kind) {
    case 'exact':
      return /^[\w.-]+$/.test(name.text)
        ? { in: 'map', map: 'hosts', key: name.text.toLowerCase(), value: key }
        : undefined;
    case 'wildcard':
      return /^\*\.[\w.-]+$/.test(name.text)
        ? { in: 'map', map: 'hosts-wildcard', key: name.text.slice(1).toLowerCase(), value: key }
        : undefined;
    case 'native-wildcard': {
      const text = name.text.toLowerCase();
      if (/^\*?\.[\w.-]+$/.test(text))
        return {
          rank: 0,
          length: text.length,
          test: line('-m', 'end', '--', HaproxyToken.word(text.replace(/^\*/, ''))),
          site: key,
        };
      if (/^[\w.-]+\.\*$/.test(text))
        return {
          rank: 1,
          length: text.length,
          test: line('-m', 'beg', '--', HaproxyToken.word(text.slice(0, -1))),
          site: key,
        };
      return undefined;
    }
    case 'regex': {
      const usable = regexShape(name.pattern.source) !== undefined && name.pattern.source !== '}';
      return usable
        ? { rank: 2, length: 0, test: line('-m', 'reg', '--', HaproxyToken.word(inline(name.pattern))), site: key }
        : undefined;
    }
    case 'any':
      return 'any';
  }
};
