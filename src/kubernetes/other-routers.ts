/** Objects that route requests for somebody else: of no use here, but whoever passes them may expect otherwise. */

const groups: readonly (readonly [group: RegExp, router: string])[] = [
  [/^configuration\.konghq\.com\//, 'Kong'],
  [/^gateway\.networking\.k8s\.io\//, 'Gateway API'],
  [/^traefik\.(?:io|containo\.us)\//, 'Traefik'],
  [/^projectcontour\.io\//, 'Contour'],
  [/^k8s\.nginx\.org\//, "NGINX Inc's controller"],
  [/^networking\.istio\.io\//, 'Istio'],
];

/** Whose object it is; undefined for objects that have nothing to do with routing. */
export const otherRouter = (apiVersion: string): string | undefined =>
  groups.find(([group]) => group.test(apiVersion))?.[1];
