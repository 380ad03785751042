/** Snippets put together at random, from pieces that are odd on purpose: nothing crashes, and the proxies load what is made of them. */
import { describe, expect, test } from 'vitest';
import { compileText } from './support/compile.ts';
import { expectLoaded, installedVersion } from './support/proxies.ts';

const [nginx, haproxy] = [installedVersion('nginx'), installedVersion('haproxy')];
const versions = { ...(nginx === undefined ? {} : { nginx }), ...(haproxy === undefined ? {} : { haproxy }) };

const pieces = {
  value:
    '$http_x|$uri|$request_uri|$request_method|$host|$scheme|$args|$arg_a|$cookie_c|$remote_addr|$a|$b|$m|$1|$server_name|$http_x_forwarded_proto',
  text: '""|"a b"|x|/|/x/$1|https://h.test/$1$request_uri|"$a"|$b/|$1|"%[src]"|"a\\nb"|"é"|/a?b=$1|/p?|"\\\\"|"{}"|$|"a;b"|\'q"t\'',
  regex:
    '""|^/a|"^/(.*)$"|^(/x)$|"^(GET.HEAD)$"|"["|"(?=a)b"|"a+?"|"^$"|.|"(?i)x"|"[.]js$"|"a{2,3}"|"[[:alpha:]]+"|"(((("|"*"',
  status: '200|204|301|307|400|403|418|444|499|503|600|99|x',
  flag: '|last|break|redirect|permanent|odd',
  place: '/a|= /b|~ ^/x(.*)$|~* [.]git|^~ /s/|~ "["|"" |= "/é b"',
} as const;

const shapes = {
  condition: [
    '(<value>)',
    '(<value> = <text>)',
    '(<value> != <text>)',
    '(<value> ~ <regex>)',
    '(<value> !~* <regex>)',
    '(-f x)',
    '(!$a)',
  ],
  action: [
    'return <status>;',
    'return <status> <text>;',
    'return <text>;',
    'rewrite <regex> <text> <flag>;',
    'break;',
    'set $a <text>;',
    'set $b <text>;',
    'set $args x;',
  ],
  header: [
    'add_header X-A <text> always;',
    'more_set_headers "X-A: $a";',
    'more_set_headers -s "404 500" "X-B: b$1";',
    'more_clear_headers X-C;',
    'expires max;',
    'proxy_set_header X-D <text>;',
    'sub_filter <text> <text>;',
    'gzip on;',
    'gzip_types <text>;',
    'default_type <text>;',
    'deny 10.0.0.0/8;',
    'proxy_cookie_flags ~ secure;',
    'limit_rate 1k;',
  ],
  test: [
    'if <condition> { <action> }',
    'if <condition> { <action> <action> }',
    'if <condition> { <header> }',
    'if <condition> { }',
  ],
  line: ['<action>', '<test>', '<test>', '<header>'],
  location: ['location <place> { <line> <line> }', 'location <place> { <action> }', 'location <place> { }'],
  path: ['<line>', '<line>\n<line>\n<line>', '<line>\n<line>\n<line>\n<line>\n<line>'],
  host: ['<location>', '<line>\n<location>', '<line>\n<line>\n<location>\n<location>'],
} as const;

/** A sequence that is the same on every machine. */
const sequence = (seed: number): ((below: number) => number) => {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
};

const choices: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(Object.entries(pieces).map(([name, list]) => [name, list.split('|')])),
  ...shapes,
};

const written = (shape: string, random: (below: number) => number): string =>
  shape.replace(/<(\w+)>/g, (_, name: string) => {
    const list = choices[name] ?? [];
    return written(list[random(list.length)] ?? '', random);
  });

const input = (seed: number): string => {
  const random = sequence(seed);
  const prefix = 'nginx.ingress.kubernetes.io/';
  const annotations = {
    [`${prefix}configuration-snippet`]: written('<path>', random),
    ...(random(2) === 0 ? { [`${prefix}server-snippet`]: written('<host>', random) } : {}),
    ...(random(5) === 0 ? { [`${prefix}rewrite-target`]: '/$1' } : {}),
    ...(random(5) === 0 ? { [`${prefix}permanent-redirect`]: 'https://p.test/' } : {}),
    ...(random(6) === 0 ? { [`${prefix}backend-protocol`]: 'GRPC' } : {}),
  };
  const settings = {
    'allow-snippet-annotations': 'true',
    'annotations-risk-level': 'Critical',
    ...(random(3) === 0
      ? { 'http-snippet': written('map <value> $m { default <text>; x <text>; "~^a(.)" <text>; }', random) }
      : {}),
  };
  const path = (text: string): object => ({
    path: text,
    pathType: 'ImplementationSpecific',
    backend: { service: { name: 'web', port: { number: 80 } } },
  });
  const items = [
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'ingress-nginx-controller', namespace: 'ingress-nginx' },
      data: settings,
    },
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { name: 'web', namespace: 'shop', annotations },
      spec: {
        ingressClassName: 'nginx',
        rules: [{ host: 'a.test', http: { paths: ['/', '/a', '/b/(.*)'].slice(0, 1 + random(3)).map(path) } }],
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'web', namespace: 'shop' },
      spec: { ports: [{ name: 'main', port: 80 }] },
    },
  ];
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
};

describe('snippets at random', () => {
  test('compile', () => {
    for (let seed = 1; seed <= 300; seed++) {
      const text = input(seed);
      expect(() => compileText(text, { versions }), text).not.toThrow();
    }
  });

  test.each(Array.from({ length: 20 }, (_, i) => 1000 + i))('number %d is loaded by the proxies', async (seed) => {
    const { targets } = compileText(input(seed), { versions });
    const files = (name: string) => targets.find((target) => target.name === name)?.rendered.files ?? [];
    if (nginx !== undefined) await expectLoaded('nginx', files('nginx'));
    if (haproxy !== undefined) await expectLoaded('haproxy', files('haproxy'));
  });
});
