/** TLS of the output: options per host, certificates, the default store. */
import type { Emitted, EmittedSite } from '../target.ts';
import type { JsonObject } from './json.ts';
import { objectName } from './names.ts';
import { type Objects, put, secretFor, traefikApi } from './objects.ts';
import { home, namespaceOf } from './router.ts';
import { mergedOption, type TlsOption, type TraefikNode } from './tree.ts';

export const optionJson = (option: TlsOption, clientAuth: JsonObject): JsonObject => ({
  ...(option.minVersion === undefined ? {} : { minVersion: option.minVersion }),
  ...(option.maxVersion === undefined ? {} : { maxVersion: option.maxVersion }),
  ...(option.ciphers === undefined ? {} : { cipherSuites: option.ciphers }),
  ...(option.http2 === false ? { alpnProtocols: ['http/1.1'] } : {}),
  ...(option.sniStrict ? { sniStrict: true } : {}),
  ...clientAuth,
});

/** The option of the whole proxy: an object named `default`. */
export const defaultOption = (objects: Objects, emitted: Emitted<TraefikNode>): void => {
  const option = mergedOption(emitted.controller);
  if (Object.keys(option).length > 0)
    put(objects, traefikApi, { kind: 'TLSOption', namespace: home, name: 'default' }, { spec: optionJson(option, {}) });
};

/** The option of a host, one object for all its namespaces; undefined: the default. */
export const siteOption = (
  objects: Objects,
  emitted: Emitted<TraefikNode>,
  site: EmittedSite<TraefikNode>,
): { readonly name: string; readonly namespace: string } | undefined => {
  if (site.shut || !site.nodes.some((n) => n.kind === 'tls-option')) return undefined;
  const option = mergedOption([...emitted.controller, ...site.nodes]);
  const namespace = option.ca?.secret.namespace ?? namespaceOf(site.routes[0]);
  const secrets =
    option.ca === undefined ? [] : [secretFor(objects, namespace, option.ca, { 'ca.crt': option.ca.text })];
  const clientAuth =
    option.clientAuth === undefined
      ? {}
      : {
          clientAuth: { clientAuthType: option.clientAuth, ...(secrets.length === 0 ? {} : { secretNames: secrets }) },
        };
  const spec = optionJson(option, clientAuth);
  const name = objectName(`tls-${site.site.host}`, `${namespace} ${site.site.host}`);
  put(objects, traefikApi, { kind: 'TLSOption', namespace, name }, { spec });
  return { name, namespace };
};

export const defaultStore = (objects: Objects, emitted: Emitted<TraefikNode>): void => {
  const found = emitted.controller.find((n) => n.kind === 'default-certificate');
  if (found === undefined) return;
  const { secret } = found.certificate.certificate;
  put(
    objects,
    traefikApi,
    { kind: 'TLSStore', namespace: secret.namespace, name: 'default' },
    { spec: { defaultCertificate: { secretName: secret.name } } },
  );
};
