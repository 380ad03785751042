import { describe, expect, it } from 'vitest';
import { readOne } from '../../../../test/support/annotations.ts';
import { createReport } from '../../../diagnostics/report.ts';
import { readCluster } from '../../../kubernetes/read.ts';
import { configMapKeys } from './config-map-keys.ts';
import { readController } from './read-controller.ts';

const listeners = { http: { port: 80 }, https: { port: 443 } };
const options = { listeners, classes: [], http3: false, sslPassthrough: true };

const withConfigMap = (
  data: Readonly<Record<string, string>>,
  configMaps?: Readonly<Record<string, Readonly<Record<string, string>>>>,
) => readOne({}, configMaps === undefined ? { configMap: data } : { configMap: data, configMaps });

describe('which ConfigMap', () => {
  const text = ['a', 'b']
    .map((namespace) =>
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { namespace, name: 'ingress-nginx-controller' },
        data: { 'proxy-body-size': namespace === 'a' ? '2m' : '3m' },
      }),
    )
    .reverse()
    .join('\n---\n');
  const read = (configMap?: string) => {
    const report = createReport();
    const { cluster } = readCluster([{ name: 'in.yaml', text }], report);
    const { settings } = readController(cluster, configMap === undefined ? options : { ...options, configMap }, report);
    return [settings.location.bodySize?.max.value, report.diagnostics().map((d) => d.code)];
  };

  it('the first by name when several look like it', () => {
    expect(read()).toEqual([{ bytes: 2 * 1024 ** 2 }, ['D354']]);
  });
  it('the one that is named', () => {
    expect(read('b/ingress-nginx-controller')).toEqual([{ bytes: 3 * 1024 ** 2 }, []]);
  });
  it('none when the named one is missing', () => {
    expect(read('c/none')).toEqual([{ bytes: 1024 ** 2 }, ['D355']]);
  });
});

describe('defaults', () => {
  it('have the origin of the key that would change them', () => {
    const { controller } = readOne({});
    expect(controller.settings.location.timeouts?.connect).toEqual({
      value: { ms: 5000 },
      from: [{ kind: 'default', dialect: 'ingress-nginx', key: 'proxy-connect-timeout' }],
    });
    expect(controller.settings.hstsFeature.maxAge.value).toBe(31536000);
    expect(controller.settings.httpRedirectCode.value).toBe(308);
    expect(controller.settings.features.compression?.gzip.value).toBe(false);
  });

  it('can be read for every key', () => {
    const data = Object.fromEntries(Object.entries(configMapKeys).map(([key, row]) => [key, row[1]]));
    const { codes, controller } = withConfigMap(data);
    expect(new Set(codes)).toEqual(new Set(['D353', 'D358']));
    expect(controller.keys).toHaveLength(Object.keys(configMapKeys).length);
  });

  it('hold when a value cannot be converted', () => {
    const { controller, codes, keys } = withConfigMap({
      'proxy-read-timeout': 'fast',
      'ssl-redirect': 'perhaps',
      'proxy-body-size': '2k',
    });
    expect(codes).toEqual(['D350', 'D350']);
    expect(controller.settings.location.timeouts?.read.value).toEqual({ ms: 60_000 });
    expect(controller.base.sslRedirect.value).toBe(true);
    expect(keys.map((key) => [key.key, key.status])).toEqual([
      ['proxy-read-timeout', 'invalid'],
      ['ssl-redirect', 'invalid'],
      ['proxy-body-size', 'read'],
    ]);
  });
});

describe('keys nobody reads', () => {
  it.each([
    ['proxy-body-sise', 'D351'],
    ['jaeger-collector-host', 'D352'],
    ['app-root', 'D353'],
    ['rewrite-target', 'D359'],
    ['strict-validate-path-type', 'D358', 'true'],
    ['strict-validate-path-type', 'D350', 'x'],
  ])('%s is told with %s', (key, code, value = 'x') => {
    const { codes, keys } = withConfigMap({ [key]: value });
    expect(codes).toEqual([code]);
    expect(keys).toHaveLength(1);
  });

  it('of tuning are kept as remarks', () => {
    const { controller } = withConfigMap({ 'worker-processes': '4' });
    expect(controller.settings.features.foreignSettings?.settings.map((s) => s.value)).toEqual([
      { key: 'worker-processes', value: '4' },
    ]);
  });
});

describe('headers in other ConfigMaps', () => {
  it('are set, with variables', () => {
    const { controller, codes } = withConfigMap(
      { 'add-headers': 'x/add', 'proxy-set-headers': 'x/set' },
      { 'x/add': { 'X-Host': '$host' }, 'x/set': { 'X-B': 'b', 'X-A': 'a' } },
    );
    expect(codes).toEqual([]);
    expect(controller.settings.features.responseHeaders?.set[0]?.value.value).toEqual([
      { kind: 'request', value: { kind: 'host' } },
    ]);
    expect(controller.settings.features.requestHeaders?.set.map((h) => h.name)).toEqual(['X-A', 'X-B']);
  });

  it('are told when missing or unfit', () => {
    expect(withConfigMap({ 'add-headers': 'x/none' }).codes).toEqual(['D356']);
    expect(withConfigMap({ 'add-headers': 'x/add' }, { 'x/add': { 'X A': 'b', 'X-C': 'c\nd' } }).codes).toEqual([
      'D361',
      'D361',
    ]);
  });
});

describe('features of the controller', () => {
  it('errors, blocks and lists', () => {
    const { controller, codes } = withConfigMap({
      'custom-http-errors': '404, 503,999',
      'block-cidrs': '192.0.2.0/24,nonsense',
      'block-user-agents': '~*bot,curl',
      'whitelist-source-range': '10.0.0.0/8',
    });
    expect([...codes].sort()).toEqual(['D350', 'D360']);
    const { features } = controller.settings;
    expect(features.errorPages?.statuses.value).toEqual([404, 503]);
    expect(features.blocks?.cidrs?.value).toHaveLength(1);
    expect(features.blocks?.userAgents?.value).toEqual(['~*bot', 'curl']);
    expect(controller.base.location.accessList?.allow?.value).toHaveLength(1);
    expect(controller.settings.location.accessList).toBeUndefined();
  });

  it('a redirect of Location headers by the ConfigMap breaks the reload', () => {
    const { controller, codes } = withConfigMap({ 'proxy-redirect-from': 'http://a/' });
    expect(codes).toEqual(['D360']);
    expect(controller.base.location.locationRewrite).toBeUndefined();
  });

  it('snippets: headers for everybody become features, the rest is raw', () => {
    const { controller } = withConfigMap({
      'http-snippet': 'more_set_headers "X-H: h";\nlimit_req_zone $http_a zone=a:1m rate=1r/s;',
      'location-snippet': 'more_set_headers "X-L: l";\nproxy_cookie_flags one secure;',
    });
    expect(controller.base.location.responseHeaders?.changes.map((c) => c.name)).toEqual(['X-H', 'X-L']);
    expect(controller.base.location.rawText?.texts.map((t) => [t.line, t.text.value])).toEqual([
      [2, 'proxy_cookie_flags one secure;'],
    ]);
    expect(controller.settings.features.rawText?.texts.map((t) => t.line)).toEqual([2]);
  });

  it('an unknown risk level is the strictest', () => {
    const { controller, codes } = withConfigMap({ 'annotations-risk-level': 'Extreme' });
    expect(controller.gates.risk).toBe('Low');
    expect(codes).toEqual(['D350']);
  });
});
