/** Which of two pools serves a request: sticky sessions first, then header, cookie and weight. */
import type { Affinity } from '../../model/features/pool-features.ts';
import type { CanaryRules } from '../../model/features/route-features.ts';
import type { Pool } from '../../model/model.ts';
import { type Assembly, define } from './assembly.ts';
import { nameFor } from './names.ts';
import { checkPcre, quotePattern, withoutNames } from './pcre.ts';
import { printedDefinition } from './print.ts';
import { cookieVariable, sessionTag } from './session-names.ts';
import { type Text, text, variable } from './text.ts';
import { NginxToken } from './token.ts';
import { block, type Row, row } from './tree.ts';

const fallback = NginxToken.word('default');
const primary = NginxToken.text('primary');
const canaryWord = NginxToken.text('canary');
const exactly = (word: string): NginxToken =>
  NginxToken.patternKey({ source: `^${quotePattern(word)}$`, ignoreCase: false });

/** Variable that holds `primary` or `canary`. */
export const choiceVariable = (assembly: Assembly, pool: Pool, rules: CanaryRules): string => {
  const seed = `${pool.name}\n${rules.pool}\n${JSON.stringify([rules.header?.value, rules.cookie?.value, rules.weight.value, rules.affinity.value])}`;
  let choice = weight(assembly, rules, seed);
  if (rules.cookie !== undefined) choice = byCookie(assembly, rules.cookie.value, choice, seed);
  if (rules.header !== undefined) choice = byHeader(assembly, rules.header.value, choice, seed);
  return bySession(assembly, pool, rules, choice, seed);
};

const add = (assembly: Assembly, name: string, key: NginxToken, rows: readonly Row[]): string => {
  define(assembly, printedDefinition(name, block('map', [key, NginxToken.variable(name)], rows)));
  return name;
};

/** Share of the canary in hundredths of a per cent: what split_clients can say. */
export const canaryPercent = ({ weight }: CanaryRules): number => {
  const { weight: share, total } = weight.value;
  return Math.min(100, Math.max(0, Math.round((share / Math.max(total, 100)) * 10000) / 100));
};

const weight = (assembly: Assembly, rules: CanaryRules, seed: string): string => {
  const percent = canaryPercent(rules);
  const name = nameFor('canary_weight', seed);
  if (percent === 0 || percent === 100)
    return add(assembly, name, NginxToken.text(''), [row(fallback, percent === 0 ? primary : canaryWord)]);
  const rows = [row(NginxToken.literal(`${percent}%`), canaryWord), row(NginxToken.word('*'), primary)];
  const statement = block(
    'split',
    [NginxToken.value(text(variable('request_id'), 'c')), NginxToken.variable(name)],
    rows,
  );
  define(assembly, printedDefinition(name, statement));
  return name;
};

const byCookie = (assembly: Assembly, cookieName: string, next: string, seed: string): string => {
  const cookie = cookieVariable(cookieName);
  for (const map of cookie.maps) define(assembly, map);
  const rows = [
    row(fallback, NginxToken.variable(next)),
    row(exactly('always'), canaryWord),
    row(exactly('never'), primary),
  ];
  return add(assembly, nameFor('canary_cookie', seed), NginxToken.variable(cookie.name), rows);
};

const byHeader = (
  assembly: Assembly,
  header: NonNullable<CanaryRules['header']>['value'],
  next: string,
  seed: string,
): string => {
  const key = NginxToken.variable(`http_${header.name.toLowerCase().replaceAll('-', '_')}`);
  const rows: Row[] = [row(fallback, NginxToken.variable(next))];
  switch (header.test.kind) {
    case 'words':
      rows.push(row(exactly('always'), canaryWord), row(exactly('never'), primary));
      break;
    case 'value':
      rows.push(row(exactly(header.test.value), canaryWord));
      break;
    case 'pattern':
      // A pattern that does not compile keeps everybody who sends the header on the primary.
      if (!checkPcre(header.test.pattern.source).ok) {
        rows.push(
          row(exactly(''), NginxToken.variable(next)),
          row(NginxToken.patternKey({ source: '^.', ignoreCase: false }), primary),
        );
        break;
      }
      rows.push(row(exactly(''), NginxToken.variable(next)));
      rows.push(
        row(
          NginxToken.patternKey({ ...header.test.pattern, source: withoutNames(header.test.pattern.source) }),
          canaryWord,
        ),
      );
      break;
  }
  return add(assembly, nameFor('canary_header', seed), key, rows);
};

/** The primary's affinity covers the canary, unless the behaviour is the legacy one. */
export const canaryAffinity = (assembly: Assembly, pool: Pool, rules: CanaryRules): Affinity | undefined =>
  assembly.upstreams.affinityOf(rules.pool) ??
  (rules.affinity.value === 'sticky' ? assembly.upstreams.affinityOf(pool.name) : undefined);

/** A session that began on one of the pools stays there, whatever the rules say. */
const bySession = (assembly: Assembly, pool: Pool, rules: CanaryRules, next: string, seed: string): string => {
  const affinity = assembly.upstreams.affinityOf(pool.name);
  if (affinity === undefined) return next;
  const cookie = cookieVariable(affinity.cookie.value);
  for (const map of cookie.maps) define(assembly, map);
  const rows = [
    row(fallback, NginxToken.variable(next)),
    row(NginxToken.patternKey({ source: `(?:\\|${sessionTag(pool)}|^[^|]+)$`, ignoreCase: false }), primary),
  ];
  const other = assembly.emitted.pools.get(rules.pool)?.pool;
  if (other !== undefined && canaryAffinity(assembly, pool, rules) !== undefined) {
    rows.push(row(NginxToken.patternKey({ source: `\\|${sessionTag(other)}$`, ignoreCase: false }), canaryWord));
  }
  return add(assembly, nameFor('canary_session', seed), NginxToken.variable(cookie.name), rows);
};

/** One of two texts, by the choice. */
export const chosen = (
  assembly: Assembly,
  choice: string,
  prefix: string,
  whenPrimary: Text,
  whenCanary: Text,
): Text => {
  const name = nameFor(prefix, `${choice}\n${JSON.stringify([whenPrimary, whenCanary])}`);
  const rows = [row(fallback, NginxToken.value(whenPrimary)), row(exactly('canary'), NginxToken.value(whenCanary))];
  return [variable(add(assembly, name, NginxToken.variable(choice), rows))];
};
