/** What a place in the model fixes of a text with holes. */
import type { Route } from '../model.ts';
import type { Template, TemplatePart } from './template.ts';

/** Names of the objects behind a route, by the names the source dialect gives them, put in where the template asks for them. */
export const withRouteNames = (template: Template, { ingress, action }: Route): Template => {
  if (!template.some(isForeign)) return template;
  const service = action.kind === 'forward' ? action.service : undefined;
  const known: Readonly<Record<string, string | undefined>> = {
    namespace: ingress?.namespace,
    ingress_name: ingress?.name,
    service_name: service?.name,
    service_port: service === undefined ? undefined : String(service.port),
  };
  return template.map((part): TemplatePart => {
    if (!isForeign(part) || !Object.hasOwn(known, part.value.name)) return part;
    const text = known[part.value.name];
    return text === undefined ? part : { kind: 'text', text };
  });
};

type Foreign = Extract<TemplatePart, { kind: 'request' }> & {
  readonly value: { readonly kind: 'foreign'; readonly name: string };
};

const isForeign = (part: TemplatePart): part is Foreign => part.kind === 'request' && part.value.kind === 'foreign';
