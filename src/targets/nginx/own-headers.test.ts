import { expect, test } from 'vitest';
import { compileText } from '../../../test/support/compile.ts';
import type { TargetOptions } from '../target.ts';

const configMap = (data: string): string => `
apiVersion: v1
kind: ConfigMap
metadata: { name: ingress-nginx-controller, namespace: ingress-nginx }
data: { ${data} }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: added, namespace: default }
data: { Server: mine, X-Plain: "yes" }`;

const render = (input: string, options: Partial<TargetOptions>) => {
  const [target] = compileText(input, { targets: ['nginx'], options }).targets;
  return {
    conf: target?.rendered.files.find((f) => f.name === 'nginx.conf')?.text ?? '',
    codes: [
      ...(target?.rendered.outcomes.flatMap((o) => o.because) ?? []),
      ...(target?.rendered.findings.map((f) => f.because) ?? []),
    ].map((b) => b.code),
  };
};

const added = configMap('add-headers: default/added');

test('a header of nginx itself comes twice, and that is said', () => {
  const { conf, codes } = render(added, {});
  expect(conf).toContain('add_header Server mine always;');
  expect(conf).not.toContain('load_module');
  expect(codes).toContain('T5135');
});

test('with headers-more it is replaced, others stay with add_header', () => {
  const { conf, codes } = render(added, { nginxModules: ['headers-more'] });
  expect(conf).toContain('more_set_headers "Server: mine";');
  expect(conf).toContain('add_header X-Plain yes always;');
  expect(conf).not.toContain('add_header Server');
  expect(conf).toContain('load_module /usr/lib/nginx/modules/ngx_http_headers_more_filter_module.so;');
  expect(codes).not.toContain('T5135');
});

test('the Server header goes where the module is and the controller hides it', () => {
  expect(render(configMap('server-tokens: "false"'), {}).conf).not.toContain('more_clear_headers');
  expect(render(configMap('server-tokens: "false"'), {}).codes).toContain('T5119');
  const { conf, codes } = render(configMap('server-tokens: "false"'), { nginxModules: ['headers-more'] });
  expect(conf).toContain('more_clear_headers Server;');
  expect(codes).not.toContain('T5119');
});
