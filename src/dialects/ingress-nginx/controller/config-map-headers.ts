/** add-headers and proxy-set-headers: ConfigMaps of headers that the controller's own ConfigMap names. */
import type { Sink } from '../../../diagnostics/report.ts';
import type { Cluster } from '../../../kubernetes/cluster.ts';
import { entryPath } from '../../../kubernetes/helm-values.ts';
import type { Template } from '../../../model/values/template.ts';
import { sourceOrigin, type Traced, traced } from '../../../source/traced.ts';
import type { ConfigMapReader } from './config-map.ts';
import { headerTemplate, isHeaderName } from './header-entries.ts';

export type HeaderEntries = readonly { readonly name: string; readonly value: Traced<Template> }[];

export interface HeaderMaps {
  readonly added: HeaderEntries;
  readonly sent: HeaderEntries;
}

export const createHeaderMaps = (values: ConfigMapReader, cluster: Cluster, report: Sink): HeaderMaps => {
  const entries = (key: 'add-headers' | 'proxy-set-headers'): HeaderEntries => {
    const reference = values.text(key);
    if (reference.value === '') return [];
    const configMap = cluster.configMaps.get(reference.value);
    if (configMap === undefined) {
      report.add('D356', { key, name: reference.value }, reference.from);
      values.mark(key, 'invalid', 'D356');
      return [];
    }
    return Object.keys(configMap.data)
      .sort()
      .flatMap((name) => {
        const at = sourceOrigin(configMap.object, entryPath(configMap.object, name));
        const value = headerTemplate(configMap.data[name] ?? '');
        const why = !isHeaderName(name)
          ? 'it is not a header name'
          : value === undefined
            ? 'its value holds a control character or a dollar sign without a name'
            : undefined;
        if (why === undefined && value !== undefined) return [{ name, value: traced(value, at, ...reference.from) }];
        report.add('D361', { key, header: name, why: why ?? '' }, [at]);
        return [];
      });
  };
  return { added: entries('add-headers'), sent: entries('proxy-set-headers') };
};
