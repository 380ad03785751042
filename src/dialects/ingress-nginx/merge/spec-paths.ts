/** Paths to what the rules of an Ingress hold: alike in all Ingresses, so a run makes each of them once. */
import type { Path } from '../../../source/traced.ts';

export const defaultBackendPath: Path = ['spec', 'defaultBackend'];

export interface SpecPaths {
  readonly host: (rule: number) => Path;
  /** Text of a path of a rule. */
  readonly path: (rule: number, path: number) => Path;
  readonly backend: (rule: number, path: number) => Path;
  readonly tls: (entry: number) => Path;
  readonly secretName: (entry: number) => Path;
}

export const createSpecPaths = (): SpecPaths => ({
  host: each((rule) => ['spec', 'rules', rule, 'host']),
  path: eachPath('path'),
  backend: eachPath('backend'),
  tls: each((entry) => ['spec', 'tls', entry]),
  secretName: each((entry) => ['spec', 'tls', entry, 'secretName']),
});

const each = (make: (i: number) => Path): ((i: number) => Path) => {
  const made: Path[] = [];
  return (i) => {
    const known = made[i];
    if (known !== undefined) return known;
    const path = make(i);
    made[i] = path;
    return path;
  };
};

const eachPath = (field: 'path' | 'backend'): SpecPaths['path'] => {
  const rules: ((path: number) => Path)[] = [];
  return (rule, path) => {
    const known = rules[rule];
    if (known !== undefined) return known(path);
    const paths = each((i) => ['spec', 'rules', rule, 'http', 'paths', i, field]);
    rules[rule] = paths;
    return paths(path);
  };
};
