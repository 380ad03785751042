import { describe, expect, it } from 'vitest';
import { compileText } from '../../../../test/support/compile.ts';

const prefix = 'nginx.ingress.kubernetes.io/';

/** Paths of the host in order of evaluation, those of the snippet in brackets. */
const routes = (snippet: string, paths: readonly string[], more: Readonly<Record<string, string>> = {}) => {
  const annotations = { 'server-snippet': snippet, ...more };
  const compiled = compileText(
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'List',
      items: [
        {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name: 'ingress-nginx-controller', namespace: 'ingress-nginx' },
          data: { 'allow-snippet-annotations': 'true', 'annotations-risk-level': 'Critical' },
        },
        {
          apiVersion: 'networking.k8s.io/v1',
          kind: 'Ingress',
          metadata: {
            name: 'web',
            namespace: 'shop',
            annotations: Object.fromEntries(Object.entries(annotations).map(([key, value]) => [prefix + key, value])),
          },
          spec: {
            ingressClassName: 'nginx',
            rules: [
              {
                host: 'a.test',
                http: {
                  paths: paths.map((path) => ({
                    path,
                    pathType: 'Prefix',
                    backend: { service: { name: 'web', port: { number: 80 } } },
                  })),
                },
              },
            ],
          },
        },
      ],
    }),
  );
  const site = compiled.model.sites.find(({ host }) => host === 'a.test');
  const order = site?.routes.map(({ id, match }) => {
    const text =
      match.kind === 'regex' ? `~${match.pattern.source}` : `${match.kind === 'exact' ? '=' : ''}${match.path}`;
    return id.includes('snippet') ? `[${text}]` : text;
  });
  const codes = compiled.diagnostics.map(({ code }) => code).filter((code) => code.startsWith('D37'));
  return { order, ordered: site?.ordered, codes };
};

const answering = (...locations: readonly string[]) => locations.map((l) => `location ${l} { return 404; }`).join('\n');

describe('locations of a server-snippet', () => {
  it('stand among the paths by their length', () => {
    expect(routes(answering('/a/b/', '= /x', '/a/'), ['/a/b/c', '/a/b', '/'])).toMatchObject({
      order: ['[=/x]', '/a/b/c', '/a/b', '[/a/]', '/'],
      ordered: false,
      codes: ['D373'],
    });
  });

  it('that are expressions come before paths, but not before exact ones and firm prefixes', () => {
    expect(routes(answering('~ \\.php$', '^~ /static/', '= /x.php', '/late/'), ['/a', '/'])).toMatchObject({
      order: ['[=/x.php]', '[/static/]', '[~\\.php$]', '[/late/]', '/a', '/'],
      ordered: true,
      codes: [],
    });
  });

  it('compare text, not elements of paths', () => {
    expect(routes(answering('/foo.x'), ['/'])).toMatchObject({ order: ['[~^/foo\\.x]', '/'], ordered: true });
  });

  it('come before expressions of the host, unless they are plain prefixes', () => {
    const { order, codes } = routes(answering('/plain/', '~ ^/e', '^~ /firm/', '= /x'), ['/a'], {
      'use-regex': 'true',
    });
    expect(order?.slice(0, 3)).toEqual(['[=/x]', '[/firm/]', '[~^/e]']);
    expect(order?.slice(3).some((path) => path.startsWith('['))).toBe(false);
    expect(codes).toEqual(['D372']);
  });

  it('nginx refuses twice', () => {
    expect(routes(answering('= /a', '/a/'), ['/a']).codes).toEqual(['D373', 'D373']);
  });
});
