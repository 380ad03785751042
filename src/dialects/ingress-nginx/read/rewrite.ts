import type { Template } from '../../../model/values/template.ts';
import { mapTraced, type Traced } from '../../../source/traced.ts';
import { clientChoosesHost } from '../hardening/client-chosen.ts';
import { parseTemplate } from '../nginx-variables.ts';
import type { IngressSettings } from '../settings.ts';
import { defined } from './defined.ts';
import type { Given } from './given.ts';
import type { Reader } from './reader.ts';
import { templateOf } from './template-of.ts';

export const readRewrite: Reader = (given) => {
  const rewriteTarget = target(given);
  const prefix = templateOf(given, 'x-forwarded-prefix', 'no header is sent');
  if (rewriteTarget === undefined) given.ignore(['x-forwarded-prefix'], 'there is no effective rewrite-target');
  else if (/^(?:true|false)$/i.test(given.text('x-forwarded-prefix', '')?.value ?? '')) tellSwitch(given);
  const forwardedPrefix = rewriteTarget === undefined ? undefined : prefix;
  const useRegex = given.flag('use-regex', 'paths are no regular expressions');
  return { settings: defined({ rewriteTarget, forwardedPrefix, useRegex, appRoot: appRoot(given) }) };
};

const tellSwitch = (given: Given): void => {
  const key = 'x-forwarded-prefix';
  given.tell('D349', { key, value: given.text(key, '')?.value ?? '' }, key, 'read');
};

const target = (given: Given): IngressSettings['rewriteTarget'] => {
  const key = 'rewrite-target';
  const text = given.text(
    key,
    'nothing is rewritten, and the paths of the host are not regular expressions because of it',
  );
  if (text === undefined) return undefined;
  const template = parseTemplate(text.value);
  if (template !== undefined) {
    const redirects = /^(https?:\/\/|\$scheme)/i.test(text.value);
    if (redirects && clientChoosesHost(template))
      given.unsafe('D393', { key, value: text.value }, key, 'paths', 'read');
    return { text, template, redirects };
  }
  const why = 'has a dollar sign without a name';
  given.tell('D340', { key, value: text.value, why, instead: 'nothing is rewritten' }, key, 'invalid');
  return undefined;
};

/** An absolute path; URLs and relative paths are refused silently by the controller. */
const appRoot = (given: Given): Traced<Template> | undefined => {
  const key = 'app-root';
  const text = given.text(key, '/ is not redirected');
  if (text === undefined) return undefined;
  const template = text.value.startsWith('/') ? parseTemplate(text.value) : undefined;
  if (template !== undefined) return mapTraced(text, () => template);
  given.tell(
    'D300',
    { key, value: text.value, wants: 'an absolute path', instead: '/ is not redirected' },
    key,
    'invalid',
  );
  return undefined;
};
