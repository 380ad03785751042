/** What happens to bodies on the way to the client. */
import { because } from '../../../diagnostics/report.ts';
import type { Compression } from '../../../model/features/controller-features.ts';
import type { BodySubstitution } from '../../../model/features/rule-features.ts';
import { exact, type Outcome, refused, spent } from '../../target.ts';
import type { NginxNode } from '../node.ts';
import { expand, type Text } from '../text.ts';
import { NginxToken } from '../token.ts';
import { directive, type Statement } from '../tree.ts';

export const bodySubstitution = ({ replacements, once, types, ...rest }: BodySubstitution): Outcome<NginxNode> => {
  spent(rest);
  const statements: Statement<'location'>[] = [];
  const reads: Text[] = [];
  for (const { from, to } of replacements) {
    const target = expand(to.value);
    if (!target.ok) return refused(because('T5104', { variable: target.name }, to.from));
    reads.push(target.text);
    statements.push(directive('sub_filter', NginxToken.text(from.value), NginxToken.value(target.text)));
  }
  const kinds = types.value.filter((t) => t !== 'text/html');
  if (kinds.length > 0) statements.push(directive('sub_filter_types', ...kinds.map(NginxToken.literal)));
  if (!once.value) statements.push(directive('sub_filter_once', NginxToken.word('off')));
  return exact({ at: 'location', statements, reads });
};

/** gzip of single locations; the other settings of the module are those it has by itself. */
export const compression = ({ gzip, level, minLength, types, ...rest }: Compression): Outcome<NginxNode> => {
  spent(rest);
  if (!gzip.value) return exact({ at: 'location', statements: [directive('gzip', NginxToken.word('off'))] });
  if (level.value < 1 || level.value > 9)
    return refused(because('T5103', { what: `gzip_comp_level ${level.value}`, why: 'levels are 1 to 9' }, level.from));
  const kinds = types.value.filter((t) => t !== 'text/html');
  const statements: Statement<'location'>[] = [
    directive('gzip', NginxToken.word('on')),
    directive('gzip_comp_level', NginxToken.integer(level.value)),
    directive('gzip_min_length', NginxToken.integer(minLength.value.bytes)),
    ...(kinds.length === 0 ? [] : [directive('gzip_types', ...kinds.map(NginxToken.literal))]),
  ];
  return exact({ at: 'location', statements });
};
