/** The objects of a document: itself, or the items of a list. */
import type { Report } from '../diagnostics/report.ts';
import { documentObject, type KubernetesObject, type SourceDocument } from '../source/object.ts';
import { type Path, type SourceOrigin, sourceOrigin } from '../source/traced.ts';
import { helmObjects } from './helm-values.ts';
import { isRecord, kindOfValue, type Plain, record, text } from './plain.ts';
import type { RawObject } from './raw-object.ts';
import { clusterWide } from './schema/registry.ts';

type Take = (found: RawObject) => void;

/** What a typed list (`IngressList`) says about items that do not say it themselves. */
interface Assumed {
  readonly apiVersion: string;
  readonly kind: string;
}

const unknownType: Assumed = { apiVersion: '', kind: '' };
const nestedLists = 8;

const top: Path = [];

export const eachObject = (document: SourceDocument, value: unknown, report: Report, take: Take): void =>
  collect(document, top, value, unknownType, report, take);

const collect = (
  document: SourceDocument,
  root: Path,
  value: unknown,
  assumed: Assumed,
  report: Report,
  take: Take,
): void => {
  const raw = record(value);
  const apiVersion = text(raw['apiVersion']) || assumed.apiVersion;
  const kind = text(raw['kind']) || assumed.kind;
  const chart = kind === '' && apiVersion === '' && root.length === 0 ? helmObjects(document, raw) : undefined;
  if (chart !== undefined) {
    for (const found of chart) take(found);
    return;
  }
  const lacks = isRecord(value) ? missing(apiVersion, kind) : `apiVersion and kind: it is ${kindOfValue(value)}`;
  const place = (): SourceOrigin => sourceOrigin({ ...documentObject(document), root }, []);
  if (lacks !== undefined) report.add('R106', { lacks }, [place()]);
  else if (isList(kind, raw)) collectItems(document, root, raw, { apiVersion, kind }, report, take);
  else if (apiVersion.startsWith('kustomize.config.k8s.io/')) report.add('R107', { kind }, [place()]);
  else take({ object: object(document, root, apiVersion, kind, raw), raw });
};

const missing = (apiVersion: string, kind: string): string | undefined => {
  if (kind === '') return apiVersion === '' ? 'apiVersion and no kind' : 'kind';
  return apiVersion === '' ? 'apiVersion' : undefined;
};

/** A List of anything, or a list of one kind such as IngressList. Custom kinds may end in List as well: those have no items. */
const isList = (kind: string, raw: Plain): boolean =>
  kind === 'List' || (kind.endsWith('List') && Array.isArray(raw['items']));

const collectItems = (
  document: SourceDocument,
  root: Path,
  raw: Plain,
  list: Assumed,
  report: Report,
  take: Take,
): void => {
  const items = raw['items'];
  if (items === null || items === undefined) return;
  if (!Array.isArray(items) || root.length > nestedLists) {
    report.add('R108', { list: list.kind, found: kindOfValue(items) }, [
      sourceOrigin({ ...documentObject(document), root }, ['items']),
    ]);
    return;
  }
  const assumed =
    list.kind === 'List' ? unknownType : { apiVersion: list.apiVersion, kind: list.kind.slice(0, -'List'.length) };
  for (const [i, item] of items.entries()) collect(document, [...root, 'items', i], item, assumed, report, take);
};

const object = (
  document: SourceDocument,
  root: Path,
  apiVersion: string,
  kind: string,
  raw: Plain,
): KubernetesObject => {
  const metadata = record(raw['metadata']);
  const namespace = clusterWide.has(kind) ? '' : text(metadata['namespace']) || 'default';
  return { document, root, apiVersion, ref: { kind, namespace, name: text(metadata['name']) } };
};
