/** The report of a run as data: per target its diagnostics, what became of every annotation, and the counts. */
import type { Severity } from '../diagnostics/entry.ts';
import type { Diagnostic } from '../diagnostics/report.ts';
import type { KeyReading, Reading } from '../dialects/dialect.ts';
import type { Model } from '../model/model.ts';
import type { ObjectRef } from '../source/object.ts';
import type { Rendered } from '../targets/target.ts';
import { type CoverageRow, coverage, isAnnotation, judgeKeys } from './coverage.ts';
import { type ResolvedDiagnostic, type ViewOptions, viewDiagnostics } from './diagnostics-view.ts';
import type { KeyOutcome, Verdict } from './verdicts.ts';

/** What `compile` returns, as far as a report needs it. */
export interface Compilation {
  readonly model: Model;
  readonly keys: readonly KeyReading[];
  readonly leftOut: Reading['leftOut'];
  /** Objects of kinds the compiler does not use, counted. */
  readonly otherKinds: ReadonlyMap<string, number>;
  readonly diagnostics: readonly Diagnostic[];
  readonly targets: readonly {
    readonly name: string;
    readonly version: string;
    readonly rendered: Rendered;
  }[];
}

export interface TargetReport {
  readonly target: string;
  readonly version: string;
  readonly summary: Summary;
  /** Findings about the input and about this target. */
  readonly diagnostics: readonly ResolvedDiagnostic[];
  /** Made when it is asked for: not every report shows it. */
  readonly coverage: readonly CoverageRow[];
}

export interface Summary {
  readonly ingresses: number;
  /** Ingresses that belong to another controller. */
  readonly leftOut: number;
  /** Objects that say nothing about routing, by kind. */
  readonly otherKinds: Readonly<Record<string, number>>;
  readonly hosts: number;
  readonly routes: number;
  readonly files: number;
  readonly severities: Readonly<Record<Severity, number>>;
  /** Annotations by what became of them. */
  readonly annotations: Readonly<Record<KeyOutcome, number>>;
}

export const reportTargets = (compilation: Compilation, options: ViewOptions): readonly TargetReport[] => {
  const { keys, diagnostics, targets } = compilation;
  const all = viewDiagnostics(diagnostics, options);
  return targets.map(({ name, version, rendered }) => {
    const own = all.filter((d) => d.target === undefined || d.target === name);
    const verdicts = judgeKeys(keys, rendered, diagnostics);
    const summary = {
      ...counts(compilation),
      files: rendered.files.length,
      severities: severities(own),
      annotations: annotations(keys, verdicts),
    };
    let rows: readonly CoverageRow[] | undefined;
    return {
      target: name,
      version,
      summary,
      diagnostics: own,
      get coverage() {
        rows ??= coverage(keys, verdicts);
        return rows;
      },
    };
  });
};

const counts = ({
  model,
  leftOut,
  otherKinds,
}: Compilation): Pick<Summary, 'ingresses' | 'leftOut' | 'otherKinds' | 'hosts' | 'routes'> => {
  const ingresses = new Set<ObjectRef>();
  let last: ObjectRef | undefined;
  let routes = 0;
  for (const site of model.sites) {
    for (const { implicit, ingress } of site.routes) {
      if (implicit) continue;
      routes += 1;
      // Routes of one Ingress mostly come one after the other.
      if (ingress !== undefined && ingress !== last) ingresses.add(ingress);
      last = ingress;
    }
  }
  return {
    ingresses: ingresses.size,
    leftOut: leftOut.length,
    otherKinds: Object.fromEntries(otherKinds),
    hosts: model.sites.filter((site) => site.host !== '').length,
    routes,
  };
};

const severities = (diagnostics: readonly ResolvedDiagnostic[]): Summary['severities'] => {
  const count = { error: 0, warning: 0, info: 0 };
  for (const { severity } of diagnostics) count[severity] += 1;
  return count;
};

const annotations = (keys: readonly KeyReading[], verdicts: readonly Verdict[]): Summary['annotations'] => {
  const count = { exact: 0, approximate: 0, refused: 0, ignored: 0, invalid: 0, dropped: 0, unknown: 0 };
  keys.forEach((key, i) => {
    if (isAnnotation(key)) count[verdicts[i]?.outcome ?? 'exact'] += 1;
  });
  return count;
};
