import type { BackendProtocol } from '../../../model/model.ts';
import { mapTraced } from '../../../source/traced.ts';
import type { Reader } from './reader.ts';

const protocols: Readonly<Record<string, BackendProtocol>> = {
  HTTP: 'http',
  HTTPS: 'https',
  AUTO_HTTP: 'auto',
  GRPC: 'grpc',
  GRPCS: 'grpcs',
  FCGI: 'fastcgi',
};

/** Any letter case validates, but only capital letters switch the header lines to the gRPC and FastCGI ones. */
export const readBackendProtocol: Reader = (given) => {
  const key = 'backend-protocol';
  const text = given.text(key, 'HTTP holds');
  if (text === undefined) return {};
  const upper = text.value.toUpperCase();
  const protocol = protocols[upper] ?? 'http';
  const bare = text.value !== upper && (protocol === 'grpc' || protocol === 'grpcs' || protocol === 'fastcgi');
  if (bare) given.tell('D346', { key, value: text.value }, key, 'read');
  const spoken: BackendProtocol =
    bare && protocol === 'grpc' ? 'grpc-bare' : bare && protocol === 'grpcs' ? 'grpcs-bare' : protocol;
  return { settings: { backendProtocol: mapTraced(text, () => spoken) } };
};
