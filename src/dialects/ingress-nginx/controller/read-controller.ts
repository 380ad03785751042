/** The controller's ConfigMap as settings: features for every host, defaults for annotations, gates. */
import { type Report, seenFrom } from '../../../diagnostics/report.ts';
import type { Cluster } from '../../../kubernetes/cluster.ts';
import type { Hsts } from '../../../model/features/route-features.ts';
import { mapTraced, type Traced, traced } from '../../../source/traced.ts';
import type { DialectOptions } from '../../dialect.ts';
import type { Risk } from '../annotation-row.ts';
import { hardening } from '../hardening/hardening.ts';
import type { ControllerSettings, LocationFeatures } from '../settings.ts';
import { joinRaw } from '../snippet/raw.ts';
import { type ConfigMapReader, createConfigMapReader, findConfigMap } from './config-map.ts';
import { readAnnotationDefaults, readBaseSettings } from './config-map-defaults.ts';
import { readControllerFeatures } from './config-map-features.ts';
import { readGlobalAuth } from './config-map-global-auth.ts';
import { createHeaderMaps } from './config-map-headers.ts';
import { readLocationDefaults } from './config-map-location.ts';
import { readGlobalSnippets, withLocationSnippet } from './config-map-snippets.ts';
import type { Controller, Gates } from './controller.ts';

export const readController = (cluster: Cluster, options: DialectOptions, all: Report): Controller => {
  const report = seenFrom(all, undefined);
  const configMap = findConfigMap(cluster, options, report);
  const values = createConfigMapReader(configMap, report);
  const headers = createHeaderMaps(values, cluster, report);
  const harden = hardening(options.harden === true, report);
  const hsts = values.flag('hsts');
  const hstsFeature = readHsts(values);
  if (!hsts.value) for (const key of hstsKeys) values.ignore(key, 'hsts is not true');
  const { auth: globalAuth, lost, rawText: authText } = readGlobalAuth(values, report, harden);
  const snippets = readGlobalSnippets(values, report);
  const standard = withLocationSnippet(
    { ...readLocationDefaults(values, report), ...snippets.location },
    values,
    report,
    snippets.variables,
  );
  const rawText = joinRaw(standard.rawText, authText);
  const location: LocationFeatures = {
    ...standard,
    ...(rawText === undefined ? {} : { rawText }),
    ...(hsts.value ? { hsts: hstsFeature } : {}),
  };
  const settings: ControllerSettings = {
    features: readControllerFeatures(values, headers, snippets.raw, harden),
    hsts,
    hstsFeature,
    httpRedirectCode: redirectCode(values),
    usePortInRedirects: values.flag('use-port-in-redirects'),
    noTlsRedirectLocations: values.list('no-tls-redirect-locations'),
    noAuthLocations: values.list('no-auth-locations'),
    allowCrossNamespace: values.flag('allow-cross-namespace-resources'),
    ...(globalAuth === undefined ? {} : { globalAuth }),
    ...(snippets.rules === undefined ? {} : { rules: snippets.rules }),
    ...(lost === undefined ? {} : { lostGlobalAuth: lost }),
    location: untouched(location, values),
  };
  return {
    settings,
    gates: readGates(values),
    base: readBaseSettings(values, settings, location),
    defaults: readAnnotationDefaults(values, report, harden),
    variables: snippets.variables,
    keys: values.keys(),
    harden: options.harden === true,
  };
};

/** The catch-all that no Ingress takes over has none of the defaults of annotations but those of proxying. */
const untouched = (location: LocationFeatures, values: ConfigMapReader): LocationFeatures => {
  const { accessList: _list, bandwidth: _rate, ...rest } = location;
  return { ...rest, accessLog: { on: values.flag('enable-access-log-for-default-backend') } };
};

const hstsKeys = ['hsts-max-age', 'hsts-include-subdomains', 'hsts-preload'] as const;

const readHsts = (values: ConfigMapReader): Hsts => ({
  maxAge: maxAge(values),
  includeSubdomains: values.flag('hsts-include-subdomains'),
  preload: values.flag('hsts-preload'),
});

/** The controller copies the text into the header, whatever it is. */
const maxAge = (values: ConfigMapReader): Hsts['maxAge'] => {
  const key = 'hsts-max-age';
  const text = values.text(key);
  if (/^[0-9]{1,15}$/.test(text.value)) return mapTraced(text, Number);
  const copied = /^[\w .,:-]{0,60}$/.test(text.value);
  const same = 'the text as it is, with which browsers ignore the header';
  values.refuse(key, 'a number of seconds', copied ? same : `${same}; here 0 is sent`);
  return copied ? text : traced(0, ...text.from);
};

const redirectCode = (values: ConfigMapReader): Traced<number> => {
  const code = values.integer('http-redirect-code');
  if ([301, 302, 307, 308].includes(code.value)) return code;
  values.refuse('http-redirect-code', 'one of 301, 302, 307 and 308', 'its default 308');
  return mapTraced(code, () => 308);
};

const readGates = (values: ConfigMapReader): Gates => ({
  snippets: values.flag('allow-snippet-annotations').value,
  risk: risk(values),
  blocklist: blocklist(values.text('annotation-value-word-blocklist').value.trim()),
  crossNamespace: values.flag('allow-cross-namespace-resources').value,
  strictPaths: values.flag('strict-validate-path-type').value,
});

const blocklist = (text: string): readonly string[] => (text === '' ? [] : text.split(','));

/** An unknown word counts as the lowest level. */
const risk = (values: ConfigMapReader): Risk => {
  const text = values.text('annotations-risk-level').value;
  const levels: readonly Risk[] = ['Low', 'Medium', 'High', 'Critical'];
  const level = levels.find((l) => l.toLowerCase() === text.toLowerCase());
  if (level === undefined)
    values.refuse('annotations-risk-level', 'Low, Medium, High or Critical', 'Low, the strictest');
  return level ?? 'Low';
};
