/** Which Secrets the model takes text from. */
import type { Model } from '../model/model.ts';
import { compareText } from './origin-view.ts';

/** `namespace/name`, ascending, each once. */
export const secretsOf = ({ controller, sites }: Model): readonly string[] => {
  const found = new Set<string>();
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    if (isSecretText(node)) found.add(`${node.secret.namespace}/${node.secret.name}`);
    // Origins lead back into the input, which holds more than the model uses.
    else for (const name in node) if (name !== 'from') visit(Reflect.get(node, name));
  };
  visit(controller.defaultCertificate);
  for (const { features, routes } of sites) {
    visit(features.serverCertificate);
    visit(features.clientCertificates);
    let last: unknown;
    for (const route of routes) {
      // Routes of one Ingress mostly share their features.
      if (route.features === last) continue;
      last = route.features;
      visit(route.features.basicAuth);
      if (route.protocol === 'http') visit(route.features.backendTls);
    }
  }
  return [...found].sort(compareText);
};

interface SecretPart {
  readonly secret: { readonly namespace: string; readonly name: string };
}

const isSecretText = (node: object): node is SecretPart =>
  'secret' in node && 'text' in node && typeof node.secret === 'object';
