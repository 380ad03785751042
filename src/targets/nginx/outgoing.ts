/** Subrequests and side services reached by a URL: their address is looked up while nginx runs, or once at its start. */
import { because } from '../../diagnostics/report.ts';
import { type Assembly, define, find } from './assembly.ts';
import { nameFor } from './names.ts';
import { plain, type Text, text } from './text.ts';
import { NginxToken } from './token.ts';
import { block, directive, type Statement } from './tree.ts';

/** Statements that pass a request to `url` as it is written. */
export const passToUrl = (assembly: Assembly, url: Text): readonly Statement<'location'>[] => {
  const target = NginxToken.variable('ic_target');
  const first = url[0];
  const literalHead = first?.kind === 'text' ? /^(https?:\/\/)([^/?$]+)(.*)$/s.exec(first.text) : null;
  const [, scheme = '', authority = '', tail = ''] = literalHead ?? [];
  const hostIsLiteral = literalHead !== null && (tail !== '' || url.length === 1);
  const isAddress = /^(\d+\.){3}\d+(:\d+)?$|^\[/.test(authority);
  if (assembly.options.resolver !== undefined || !hostIsLiteral || isAddress) {
    return [directive('set', target, NginxToken.value(url)), directive('proxy_pass', target)];
  }
  find(assembly, 'approximate', because('T5111', {}));
  const name = nameFor('service', authority);
  const member = authority.includes(':') ? authority : `${authority}:${scheme === 'https://' ? 443 : 80}`;
  define(assembly, {
    name,
    statement: block(
      'upstream',
      [NginxToken.literal(name)],
      [directive('server', NginxToken.literal(member), NginxToken.option('max_fails', 0))],
    ),
  });
  const renamed = text(`${scheme}${name}${tail}`, url.slice(1));
  return [directive('set', target, NginxToken.value(renamed)), directive('proxy_pass', target)];
};

export const isConstant = (value: Text): boolean => value.every((p) => p.kind === 'text');
export const none: Text = plain('');
