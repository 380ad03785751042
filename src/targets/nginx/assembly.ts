/** State of one assembly: what is defined once for the whole configuration while servers and locations are built. */
import type { PlacedReason } from '../../diagnostics/report.ts';
import type { ExternalAuth } from '../../model/features/route-features.ts';
import type { Model } from '../../model/model.ts';
import type { Assembled, Emitted, OutputFile, TargetOptions } from '../target.ts';
import type { Passing } from './built-location.ts';
import type { GlobalErrors } from './error-pages.ts';
import type { HeaderPrinter } from './header-lists.ts';
import type { KnownHeads } from './known-heads.ts';
import type { BaseHeaders, Definition, NginxNode } from './node.ts';
import type { Prepared } from './parts.ts';
import { definitionIndent, printStatement } from './print.ts';
import type { Printed } from './tree.ts';
import type { Upstreams } from './upstreams.ts';

export interface Assembly {
  readonly model: Model;
  readonly options: TargetOptions;
  readonly emitted: Emitted<NginxNode>;
  readonly upstreams: Upstreams;
  readonly base: BaseHeaders;
  readonly headers: HeaderPrinter;
  /** Text of the http-level maps, zones and caches, by name. */
  readonly definitions: Map<string, string>;
  readonly files: Map<string, OutputFile>;
  readonly prepared: Map<readonly NginxNode[], Prepared>;
  readonly errors: GlobalErrors;
  /** What the controller's internal default backend answers. */
  readonly notFound: Passing;
  readonly heads: KnownHeads;
  /** What the subrequests of an authentication are sent with, where it is alike for all routes. */
  readonly askings: WeakMap<ExternalAuth, Printed>;
  readonly findings: Map<string, Assembled['findings'][number]>;
  /** Things that are printed only when somebody asked for them. */
  readonly used: { authCache: boolean; placeholder: boolean };
}

const written = new WeakMap<object, string>();

export const define = (assembly: Assembly, { name, statement }: Definition): void => {
  const known = assembly.definitions.get(name);
  const ready = statement.kind === 'printed' ? statement.text : written.get(statement);
  if (known !== undefined && known === ready) return;
  const printed = ready ?? printStatement(statement, definitionIndent);
  if (ready === undefined) written.set(statement, printed);
  if (known !== undefined && known !== printed) throw new Error(`two definitions are named ${name}`);
  assembly.definitions.set(name, printed);
};

export const addFile = (assembly: Assembly, file: OutputFile): void => {
  if (!file.secret || assembly.options.writeSecrets) assembly.files.set(file.name, file);
};

export const find = (assembly: Assembly, as: 'approximate' | 'refused' | 'note', reason: PlacedReason): void => {
  const key = JSON.stringify([reason.code, reason.args]);
  if (!assembly.findings.has(key)) assembly.findings.set(key, { as, because: reason });
};
