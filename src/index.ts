/** Public API. Nothing here touches the file system, the clock or the environment. */

export { type Compiled, type CompiledTarget, type CompileOptions, compile } from './compile.ts';
export { type Code, catalogue } from './diagnostics/catalogue.ts';
export type { DiagnosticOutcome, Entry, Severity } from './diagnostics/entry.ts';
export type { Diagnostic } from './diagnostics/report.ts';
export type { DialectOptions, KeyReading } from './dialects/dialect.ts';
export type { Model, Pool, Route, Site } from './model/model.ts';
export type { Features, Scope, Universe } from './model/universe.ts';
export type { ObjectRef, SourceFile } from './source/object.ts';
export type { Origin, Origins, Traced } from './source/traced.ts';
export { isTargetName, type TargetName, targetNames, targets } from './targets/registry.ts';
export type { FeatureOutcome, OutputFile, Rendered, Target, TargetOptions, Version } from './targets/target.ts';
