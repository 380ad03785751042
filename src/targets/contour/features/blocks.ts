import { because, type Reason } from '../../../diagnostics/report.ts';
import type { Blocks } from '../../../model/features/controller-features.ts';
import { cidrText } from '../../../model/values/cidr.ts';
import type { Traced } from '../../../source/traced.ts';
import { approximate, exact, type Outcome, refused, spent } from '../../target.ts';
import type { ContourNode } from '../node.ts';
import { searchRegex } from '../regex.ts';
import { Re2 } from '../token.ts';

/** Entries of an nginx map: plain text is compared as a whole, whatever the letter case; `~` and `~*` begin an expression. */
const entryRegex = (entry: string): Re2 | undefined => {
  if (entry.startsWith('~*')) return searchRegex(entry.slice(2), true);
  if (entry.startsWith('~')) return searchRegex(entry.slice(1), false);
  return /^[\u0020-\u007e]+$/.test(entry) ? Re2.checked(`(?i)${Re2.quote(entry)}`) : undefined;
};

export const blocks = ({ cidrs, userAgents, referers, ...rest }: Blocks): Outcome<ContourNode> => {
  spent(rest);
  const nodes: ContourNode[] = [];
  const impossible: Reason[] = [];
  const told: Reason[] = [];
  const header = (name: string, list: Traced<readonly string[]> | undefined): void => {
    for (const value of list?.value ?? []) {
      const regex = entryRegex(value);
      if (list === undefined) continue;
      if (regex === undefined) impossible.push(because('T5471', { what: name, value }, list.from));
      else nodes.push({ kind: 'block-header', name, regex });
    }
    if (list !== undefined && list.value.length > 0) told.push(because('T5475', {}, list.from));
  };
  header('User-Agent', userAgents);
  header('Referer', referers);
  if (cidrs !== undefined && cidrs.value.length > 0) {
    nodes.push({ kind: 'block-addresses', cidrs: cidrs.value.map(cidrText) });
    told.push(because('T5475', {}, cidrs.from));
  }
  const [first, ...more] = impossible;
  if (first !== undefined) return refused(first, ...more);
  const [difference, ...others] = told;
  return difference === undefined ? exact() : approximate(nodes, difference, ...others);
};
