/** Templates and request values in the words of nginx, for messages. */
import type { RequestValue, Template } from './template.ts';

export const templateText = (template: Template): string =>
  template
    .map((p) => (p.kind === 'text' ? p.text : p.kind === 'capture' ? `$${p.group}` : `$${valueName(p.value)}`))
    .join('');

const names: Partial<Readonly<Record<RequestValue['kind'], string>>> = {
  hostHeader: 'http_host',
  effectiveScheme: 'scheme',
  requestUri: 'request_uri',
  escapedRequestUri: 'escaped_request_uri',
  path: 'uri',
  query: 'args',
  isArgs: 'is_args',
  method: 'request_method',
  remoteAddress: 'remote_addr',
  requestId: 'req_id',
  tlsSubject: 'ssl_client_s_dn',
};

/** Name of the variable, without the dollar sign. */
export const valueName = (value: RequestValue): string => {
  switch (value.kind) {
    case 'header':
      return `http_${value.name.replaceAll('-', '_')}`;
    case 'cookie':
      return `cookie_${value.name}`;
    case 'argument':
      return `arg_${value.name}`;
    case 'foreign':
      return value.name;
    default:
      return names[value.kind] ?? value.kind;
  }
};
