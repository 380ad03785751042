/** Secrets and ConfigMaps. */
import type { Report } from '../diagnostics/report.ts';
import { sourceOrigin } from '../source/traced.ts';
import type { ConfigMapObject, SecretObject } from './cluster.ts';
import { text, textMap } from './plain.ts';
import type { RawObject } from './raw-object.ts';

export const secretView = ({ object, raw }: RawObject, report: Report): SecretObject => {
  const data = new Map<string, string>();
  for (const [key, encoded] of Object.entries(textMap(raw['data']))) {
    const decoded = decode(encoded);
    if (decoded === 'not base64') report.add('S212', { key }, [sourceOrigin(object, ['data', key])]);
    else if (decoded !== 'not text') data.set(key, decoded.text);
  }
  for (const [key, value] of Object.entries(textMap(raw['stringData']))) data.set(key, value);
  return {
    object,
    namespace: object.ref.namespace,
    name: object.ref.name,
    type: text(raw['type']) || 'Opaque',
    data,
  };
};

/** Base64 (line breaks allowed) of UTF-8 text. Key stores and other binary values are of no use to any target. */
const decode = (encoded: string): { readonly text: string } | 'not base64' | 'not text' => {
  const digits = encoded.replace(/[\r\n]/g, '');
  if (digits.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(digits)) return 'not base64';
  try {
    return {
      text: new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(atob(digits), (c) => c.charCodeAt(0))),
    };
  } catch {
    return 'not text';
  }
};

export const configMapView = ({ object, raw }: RawObject): ConfigMapObject => ({
  object,
  namespace: object.ref.namespace,
  name: object.ref.name,
  data: textMap(raw['data']),
});
