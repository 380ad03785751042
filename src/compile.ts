/** The whole pipeline as one function: texts in, files and findings out. Pure: no disk, no clock, no environment. */
import { createReport, type Diagnostic } from './diagnostics/report.ts';
import type { DialectOptions, KeyReading, Reading } from './dialects/dialect.ts';
import { ingressNginx } from './dialects/ingress-nginx/dialect.ts';
import { readCluster } from './kubernetes/read.ts';
import type { Model } from './model/model.ts';
import { fileOutcomes } from './report/file-outcomes.ts';
import type { SourceFile } from './source/object.ts';
import { type TargetName, targets } from './targets/registry.ts';
import type { Rendered, TargetOptions } from './targets/target.ts';

export interface CompileOptions {
  readonly dialect: DialectOptions;
  readonly targets: readonly { readonly name: TargetName; readonly options: TargetOptions }[];
}

export interface CompiledTarget {
  readonly name: TargetName;
  /** Version rendered for, e.g. `1.26`. */
  readonly version: string;
  readonly rendered: Rendered;
}

export interface Compiled {
  readonly model: Model;
  /** Every annotation of the dialect's prefix, and every entry of the controller's ConfigMap, exactly once. */
  readonly keys: readonly KeyReading[];
  readonly leftOut: Reading['leftOut'];
  readonly targets: readonly CompiledTarget[];
  readonly diagnostics: readonly Diagnostic[];
  /** Objects of kinds the compiler does not use, counted. */
  readonly otherKinds: ReadonlyMap<string, number>;
  readonly documents: number;
}

/** Never throws for bad input: what is wrong ends in `diagnostics`. A throw is a bug of the compiler. */
export const compile = (files: readonly SourceFile[], options: CompileOptions): Compiled => {
  const report = createReport();
  const { cluster, otherKinds, documents } = readCluster(files, report);
  const { model, keys, leftOut } = ingressNginx.read(cluster, options.dialect, report);
  const compiled = options.targets.map(({ name, options: choice }): CompiledTarget => {
    const rendered = targets[name].render(model, choice);
    fileOutcomes(name, rendered, report);
    return { name, version: choice.version.join('.'), rendered };
  });
  return { model, keys, leftOut, targets: compiled, diagnostics: report.diagnostics(), otherKinds, documents };
};
