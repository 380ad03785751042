/** Ingresses the controller drops although they ask for an access check: their paths may be served by others, unchecked. */
import type { IngressObject } from '../../../kubernetes/cluster.ts';
import { annotationPath, type SourceOrigin, sourceOrigin } from '../../../source/traced.ts';
import { prefix } from '../annotation-row.ts';
import type { Controller } from '../controller/controller.ts';
import type { IngressInput } from '../merge/drafts.ts';
import type { IngressReading } from '../settings.ts';
import type { Hardening } from './hardening.ts';
import { onBoundary } from './unsafe-paths.ts';

const checks = [
  'auth-url',
  'auth-type',
  'auth-tls-secret',
  'allowlist-source-range',
  'whitelist-source-range',
  'denylist-source-range',
].map((key) => `${prefix}${key}`);

const checkOf = ({ annotations }: IngressObject): string | undefined =>
  checks.find((key) => (annotations[key] ?? '').trim() !== '');

interface Served {
  readonly by: IngressObject;
  readonly path: string;
  readonly at: SourceOrigin;
  readonly host: string;
}

/** Inputs in order; a dropped Ingress is among them, closed, where `--harden` asks for it. */
export const inputsOf = (
  readings: readonly IngressReading[],
  controller: Controller,
  harden: Hardening,
): readonly IngressInput[] => {
  const open = openPaths(readings);
  const inputs: IngressInput[] = [];
  for (const reading of readings) {
    const { ingress } = reading;
    const input =
      reading.kind === 'read'
        ? { ingress, settings: reading.settings }
        : closedInput(ingress, open, controller, harden);
    if (input !== undefined) inputs.push(input);
  }
  return inputs;
};

const closedInput = (
  ingress: IngressObject,
  open: OpenPaths,
  controller: Controller,
  harden: Hardening,
): IngressInput | undefined => {
  const check = checkOf(ingress);
  const found = check === undefined ? undefined : servedByOthers(ingress, open());
  if (check === undefined || found === undefined) return undefined;
  const key = check.slice(prefix.length);
  const at = sourceOrigin(ingress.object, annotationPath(check));
  const by = `${found.by.namespace}/${found.by.name}`;
  if (!harden('M476', { key, host: found.host, path: found.path, by }, [at, found.at])) return undefined;
  const denied = { status: { value: 503, from: [at] }, reason: 'hardened, see M476' } as const;
  return { ingress, settings: { ...controller.base, location: controller.defaults.closedLocation, denied } };
};

type OpenPaths = () => ReadonlyMap<string, readonly OpenPath[]>;

interface OpenPath {
  readonly by: IngressObject;
  readonly path: string;
}

/**
 * Paths of Ingresses without any check of their own, on the hosts of those that were dropped with one; looked for at the first dropped
 * check, for nearly no input has one.
 */
const openPaths = (readings: readonly IngressReading[]): OpenPaths => {
  let found: Map<string, OpenPath[]> | undefined;
  return () => {
    if (found !== undefined) return found;
    found = new Map();
    for (const { kind, ingress } of readings)
      if (kind === 'dropped' && checkOf(ingress) !== undefined)
        for (const { host } of ingress.spec.rules) found.set(host, []);
    for (const { kind, ingress } of readings) {
      if (kind !== 'read') continue;
      for (const { host, paths = [] } of ingress.spec.rules) {
        const ofHost = found.get(host);
        if (ofHost === undefined || checkOf(ingress) !== undefined) continue;
        for (const { path } of paths) ofHost.push({ by: ingress, path });
      }
    }
    return found;
  };
};

/** The first path that an Ingress without any check of its own answers. */
const servedByOthers = (dropped: IngressObject, open: ReadonlyMap<string, readonly OpenPath[]>): Served | undefined => {
  for (const [i, rule] of dropped.spec.rules.entries()) {
    for (const [j, { path }] of (rule.paths ?? []).entries()) {
      const found = open.get(rule.host)?.find((other) => covers(other.path, path));
      if (found === undefined) continue;
      const at = sourceOrigin(dropped.object, ['spec', 'rules', i, 'http', 'paths', j, 'path']);
      return { by: found.by, path: path === '' ? '/' : path, at, host: rule.host };
    }
  }
  return undefined;
};

const covers = (outer: string, inner: string): boolean => outer === '' || onBoundary(inner, outer);
