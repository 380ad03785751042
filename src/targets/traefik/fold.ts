/** Templates against what Traefik knows: per request hardly anything, per entry point and host a little. */
import type { RequestValue, Template } from '../../model/values/template.ts';
import type { AtSite } from '../target.ts';
import type { EntryPoint } from './tree.ts';

/** The text of a template whose holes the place itself fills: the entry point its scheme and port, a host without aliases its name. */
export const foldTemplate = (template: Template, at: AtSite, on: EntryPoint): string | undefined => {
  let out = '';
  for (const part of template) {
    const text =
      part.kind === 'text' ? part.text : part.kind === 'request' ? fixedValue(part.value, at, on) : undefined;
    if (text === undefined) return undefined;
    out += text;
  }
  return out;
};

const fixedValue = (value: RequestValue, { model, site }: AtSite, on: EntryPoint): string | undefined => {
  switch (value.kind) {
    case 'scheme':
      return on === 'web' ? 'http' : 'https';
    case 'effectiveScheme':
      return model.controller.forwardedHeaders?.trust.value === true ? undefined : on === 'web' ? 'http' : 'https';
    case 'port':
      return String(on === 'web' ? model.listeners.http.port : model.listeners.https.port);
    case 'host':
    case 'hostHeader':
      return site.name.kind === 'exact' && site.aliases.length === 0 ? site.name.host : undefined;
    default:
      return undefined;
  }
};
