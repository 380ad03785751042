import { describe, expect, it } from 'vitest';
import { readOne } from '../../../../test/support/annotations.ts';

const allowed = { configMap: { 'allow-snippet-annotations': 'true', 'annotations-risk-level': 'Critical' } };
const read = (snippet: string, more: Readonly<Record<string, string>> = {}) =>
  readOne({ 'configuration-snippet': snippet, ...more }, allowed);
const ranges = (
  list: { readonly value: readonly { readonly address: string; readonly prefix: number }[] } | undefined,
) => list?.value.map((c) => `${c.address}/${c.prefix}`);

describe('headers of a configuration-snippet', () => {
  it('become response headers, in order', () => {
    const { settings, codes } = read(`
      more_set_headers "X-Frame-Options: DENY" "X-Host: $host";
      more_clear_headers X-Powered-By;
      add_header X-Plain "one two";
      add_header X-Always a always;
      proxy_hide_header X-Hidden;
    `);
    expect(codes).toEqual([]);
    expect(settings.location.rawText).toBeUndefined();
    expect(settings.location.responseHeaders?.changes.map(({ name, how, always }) => [name, how, always])).toEqual([
      ['X-Frame-Options', 'replace', true],
      ['X-Host', 'replace', true],
      ['X-Powered-By', 'remove', true],
      ['X-Plain', 'add', false],
      ['X-Always', 'add', true],
      ['X-Hidden', 'remove', true],
    ]);
  });

  it('stand below those of custom-headers', () => {
    const { settings } = readOne(
      { 'configuration-snippet': 'more_set_headers "X-A: snippet";', 'custom-headers': 'shop/headers' },
      {
        configMap: { ...allowed.configMap, 'global-allowed-response-headers': 'X-A' },
        configMaps: { 'shop/headers': { 'X-A': '$custom' } },
      },
    );
    expect(settings.location.responseHeaders?.changes.map(({ value }) => value.value)).toEqual([
      [{ kind: 'text', text: 'snippet' }],
      [{ kind: 'text', text: '$custom' }],
    ]);
  });

  it('go to the backend, but not a second time', () => {
    const { settings, codes } = read(`
      proxy_set_header X-Tenant blue;
      proxy_set_header Accept-Encoding "";
      proxy_set_header X-Real-IP $remote_addr;
      proxy_set_header Host other.test;
    `);
    expect(settings.location.requestHeaders?.changes.map(({ name, value }) => [name, value?.value])).toEqual([
      ['X-Tenant', [{ kind: 'text', text: 'blue' }]],
      ['Accept-Encoding', undefined],
    ]);
    expect(codes).toEqual(['D372', 'D371']);
  });

  it('of gRPC have directives of their own', () => {
    const { settings, codes } = read('proxy_set_header X-A a;\ngrpc_set_header X-B b;', { 'backend-protocol': 'GRPC' });
    expect(settings.location.requestHeaders?.changes.map(({ name }) => name)).toEqual(['X-B']);
    expect(codes).toEqual(['D372']);
    expect(read('grpc_set_header X-B b;').settings.location.requestHeaders).toBeUndefined();
  });

  it('for single statuses', () => {
    const { settings } = read('more_set_headers -s "404 500" -s 502 "X-Failed: yes";\nmore_clear_headers -s 200 X-A;');
    expect(settings.location.responseHeaders?.changes.map(({ name, statuses }) => [name, statuses])).toEqual([
      ['X-Failed', [404, 500, 502]],
      ['X-A', [200]],
    ]);
  });

  it('with options the model has no word for stay raw', () => {
    const { settings } = read('more_set_headers -t "text/html" "X-Page: yes";\nmore_set_headers -s all "X-B: b";');
    expect(settings.location.rawText?.texts.map(({ line }) => line)).toEqual([1, 2]);
    expect(settings.location.rawText?.guards).toBe(false);
  });

  it('inside conditions hold under them; the last block wins, and its add_header lines replace those around', () => {
    const { settings } = read(`
      more_set_headers "X-All: a";
      add_header X-Plain p;
      if ($request_uri ~* "\\.js$") { expires max; }
      if ($http_x = 1) { add_header X-In i; }
    `);
    expect(
      settings.location.responseHeaders?.changes.map(({ name, when }) => [name, when?.map(({ negated }) => negated)]),
    ).toEqual([
      ['X-All', undefined],
      ['X-Plain', [true]],
      ['Expires', [false, true]],
      ['Cache-Control', [false, true]],
      ['X-In', [false]],
    ]);
  });
});

it('cookies of the backend are given attributes', () => {
  const { settings } = read('proxy_cookie_flags ~ Secure httponly;', { 'proxy-cookie-path': '/a /b' });
  expect(settings.location.cookieRewrite).toMatchObject({
    path: { value: { from: '/a', to: '/b' } },
    flags: { value: ['secure', 'httponly'] },
  });
});

describe('maps of the http-snippet', () => {
  const mapped = (map: string, snippet: string) =>
    readOne({ 'configuration-snippet': snippet }, { configMap: { ...allowed.configMap, 'http-snippet': map } }).settings
      .location;
  const plan = 'map $http_x_plan $plan { default free; gold paid; ~*^old-.* $http_x_old; }';

  it('are values under conditions', () => {
    const { responseHeaders, rawText } = mapped(plan, 'more_set_headers "X-Plan: $plan";');
    expect(rawText).toBeUndefined();
    expect(
      responseHeaders?.changes.map(({ value, when }) => [
        value.value.map((part) => ('text' in part ? part.text : part.kind)),
        when?.map(({ test, negated }) => [test.kind === 'matches' ? test.pattern.source : test.kind, negated]),
      ]),
    ).toEqual([
      [['paid'], [['^gold$', false]]],
      [
        ['request'],
        [
          ['^gold$', true],
          ['^old-.*', false],
        ],
      ],
      [
        ['free'],
        [
          ['^gold$', true],
          ['^old-.*', true],
        ],
      ],
    ]);
  });

  it('decide in conditions', () => {
    const { rules } = mapped(plan, 'if ($plan = free) { return 402; }');
    expect(rules?.steps.map(({ when }) => when.length)).toEqual([3, 2]);
    const known = mapped(
      'map $http_x_plan $plan { default free; gold paid; }',
      'if ($plan = free) { return 402; }',
    ).rules;
    expect(known?.steps.map(({ when }) => when.map(({ negated }) => negated))).toEqual([[true]]);
  });

  it.each(['map $a$b $plan { default x; }', 'map $host $plan { hostnames; a x; }', 'map $uri $plan { ~^/(.) $1; }'])(
    '%s is not understood',
    (map) => {
      const { responseHeaders } = mapped(map, 'more_set_headers "X-Plan: $plan";');
      expect(responseHeaders?.changes.map(({ when }) => when)).toEqual([undefined]);
    },
  );
});

describe('addresses of a configuration-snippet', () => {
  it('are an allow list when everybody else is denied', () => {
    const { settings } = read('allow 10.0.0.0/8;\nallow 192.0.2.1;\ndeny all;');
    expect(ranges(settings.location.accessList?.allow)).toEqual(['10.0.0.0/8', '192.0.2.1/32']);
    expect(settings.location.accessList?.deny).toBeUndefined();
  });

  it('add to the deny list of the annotation', () => {
    const { settings } = read('deny 198.51.100.0/24;', { 'denylist-source-range': '203.0.113.0/24' });
    expect(ranges(settings.location.accessList?.deny)).toEqual(['203.0.113.0/24', '198.51.100.0/24']);
  });

  it('are never reached below an allow list', () => {
    const { settings, codes } = read('deny 127.0.0.9;', { 'allowlist-source-range': '127.0.0.9' });
    expect(ranges(settings.location.accessList?.allow)).toEqual(['127.0.0.9/32']);
    expect(settings.location.accessList?.deny).toBeUndefined();
    expect(codes).toEqual(['D372']);
  });

  it('deny all closes to everybody', () => {
    expect(ranges(read('deny all;').settings.location.accessList?.deny)).toEqual(['0.0.0.0/0', '::/0']);
  });

  it('whose order matters close the paths', () => {
    const { settings } = read('allow 10.1.0.0/16;\ndeny 10.0.0.0/8;\nallow all;');
    expect(settings.location.accessList).toBeUndefined();
    expect(settings.location.rawText?.guards).toBe(true);
    expect(settings.location.rawText?.texts.map(({ line }) => line)).toEqual([1, 2, 3]);
  });

  it('allowed without a denial keep nobody out', () => {
    expect(read('allow 10.0.0.0/8;').settings.location.accessList).toBeUndefined();
  });
});

describe('answers of a configuration-snippet', () => {
  it('redirect before the redirect annotations', () => {
    const { settings } = read('return 302 https://new.example$request_uri;', { 'permanent-redirect': 'https://a/' });
    expect(settings.location.redirect).toMatchObject({
      status: { value: 302 },
      to: { value: [{ text: 'https://new.example' }, { value: { kind: 'requestUri' } }] },
    });
  });

  it('that stop the rules do so behind the redirect annotations, and it is told', () => {
    const annotations = { 'permanent-redirect': 'https://a/' };
    expect(read('rewrite ^/a /b break;', annotations).codes).toEqual(['D371']);
    expect(read('if ($http_a) { break; }', annotations).codes).toEqual(['D371']);
    expect(read('rewrite ^/a /b redirect;', annotations).codes).toEqual([]);
  });

  it('close with 403', () => {
    expect(read('return 403;').settings.denied?.status.value).toBe(403);
  });

  it.each([
    ['auth_basic "staff";', true],
    ['proxy_cookie_flags one secure;', false],
    ['sub_filter_last_modified on;', false],
    ['access_by_lua_block { ngx.exit(403) }', true],
    ['if (-f /etc/passwd) { return 403; }', true],
    ['if (-f /etc/passwd) { return 302 /x; }', false],
    ['if ($http_x) { deny all; }', true],
    ['set $args x=1;', false],
  ])('%j stays raw (guards: %s)', (snippet, guards) => {
    const { settings } = read(snippet);
    expect(settings.location.redirect).toBeUndefined();
    expect(settings.location.rules).toBeUndefined();
    expect(settings.location.rawText?.guards).toBe(guards);
  });

  it.each([
    ['return 410;', true],
    ['return 200 "pong";', true],
    ['if ($http_x) { return 204; }', false],
    ['if ($http_user_agent ~* bot) { return 403; }', true],
    ['if ($http_x) { return 307 https://a/; }', false],
    ['rewrite ^/a /b break;', false],
    ['if ($a) { return 302 /x; }\nreturn 301 /y;', true],
    ['if ($http_x) { return 444; }', true],
  ])('%j are rules (guards: %s)', (snippet, guards) => {
    const { settings, codes } = read(snippet);
    expect(codes).toEqual([]);
    expect(settings.location.rawText).toBeUndefined();
    expect(settings.location.rules?.guards).toBe(guards);
  });

  it('that break the reload are told, and nothing is taken over', () => {
    const { settings, codes, controller } = read('proxy_read_timeout 5s;\nclient_max_body_size 9m;');
    expect(codes).toEqual(['D373', 'D373']);
    expect(settings.location.timeouts).toBe(controller.base.location.timeouts);
    expect(read('sub_filter "" x;').codes).toEqual(['D373']);
    expect(read('deny all').codes).toEqual(['D370']);
    expect(read('deny all').settings.location.rawText?.guards).toBe(true);
  });
});

describe('a server-snippet', () => {
  const host = (snippet: string) => readOne({ 'server-snippet': snippet }, allowed).settings;

  it('gives headers and addresses to its host', () => {
    const settings = host('add_header X-S s always;\ndeny 192.0.2.1;');
    expect(settings.hostFeatures?.responseHeaders?.changes[0]?.name).toBe('X-S');
    expect(ranges(settings.hostFeatures?.accessList?.deny)).toEqual(['192.0.2.1/32']);
    expect(settings.serverSnippet).toEqual({ texts: [], guards: false });
  });

  it('redirects its host, with the headers of the host', () => {
    const { settings, codes } = readOne(
      { 'server-snippet': 'add_header X-S s always;\nreturn 301 https://new.example$request_uri;' },
      allowed,
    );
    expect(settings.hostRules?.steps.map(({ action }) => action.value)).toMatchObject([
      { kind: 'redirect', status: 301 },
    ]);
    expect(settings.hostRules?.headers?.map(({ name }) => name)).toEqual(['X-S']);
    expect(settings.serverSnippet?.guards).toBe(false);
    expect(codes).toEqual([]);
  });

  it.each([
    ['return 403;', true],
    ['if ($http_x) { return 302 /x; }\nreturn 301 https://a/;', true],
  ])('%j is a rule of the host (guards: %s)', (snippet, guards) => {
    expect(host(snippet).hostRules?.guards).toBe(guards);
    expect(host(snippet).serverSnippet?.texts).toEqual([]);
  });

  it('does not reach the backend with its headers', () => {
    const { settings, codes } = readOne({ 'server-snippet': 'proxy_set_header X-From s;' }, allowed);
    expect(settings.hostFeatures).toBeUndefined();
    expect(codes).toEqual(['D372']);
  });

  it.each([
    ['location /api { proxy_pass http://10.0.0.1; }', false],
    ['location /x { allow 10.0.0.0/8; deny all; }', true],
    ['if (-d /x) { return 403; }', true],
  ])('%j stays raw (guards: %s)', (snippet, guards) => {
    expect(host(snippet).serverSnippet?.guards).toBe(guards);
  });
});

describe('locations of a server-snippet', () => {
  const locations = (snippet: string) => readOne({ 'server-snippet': snippet }, allowed).settings.hostLocations;

  it('answer by themselves, with the default type', () => {
    const [robots] = locations('location = /robots.txt { default_type text/plain; return 200 "a\\nb\\n"; }') ?? [];
    expect(robots?.match).toEqual({ kind: 'exact', path: '/robots.txt' });
    expect(robots?.features.rules?.steps.map(({ action }) => action.value)).toEqual([
      {
        kind: 'answer',
        status: 200,
        type: 'text/plain',
        body: [[{ kind: 'text', text: 'a' }], [{ kind: 'text', text: 'b' }], []],
      },
    ]);
  });

  it.each([
    ['location ~* \\.git { deny all; }', 403],
    ['location ^~ /private { deny all; access_log off; }', 403],
    ['location /gone/ { rewrite ^/gone/x$ /y permanent; }', 404],
  ])('%j ends with %d', (snippet, status) => {
    const [location, ...more] = locations(snippet) ?? [];
    expect(more).toEqual([]);
    expect(location?.features.rules?.steps.at(-1)?.action.value).toEqual({ kind: 'answer', status });
    expect(location?.features.rules?.guards).toBe(true);
  });

  it('may be written together with their operator', () => {
    expect(
      locations('location ~^/a$ { return 404; }\nlocation =/b { return 404; }')?.map(({ match }) => match),
    ).toEqual([
      { kind: 'regex', source: '^/a$', ignoreCase: false },
      { kind: 'exact', path: '/b' },
    ]);
  });
});

describe('headers of the authentication answer', () => {
  const token = 'auth_request_set $token $upstream_http_authorization;\nproxy_set_header Authorization $token;';

  it('go to the backend', () => {
    const { settings, codes } = read(token, { 'auth-url': 'http://auth.test/', 'auth-response-headers': 'X-User' });
    expect(settings.externalAuth?.responseHeaders.value).toEqual(['X-User', 'Authorization']);
    expect(settings.location.rawText).toBeUndefined();
    expect(codes).toEqual([]);
  });

  it('are empty without anybody to ask', () => {
    const { settings } = read(token);
    expect(settings.location.requestHeaders?.changes).toMatchObject([{ name: 'Authorization' }]);
    expect(settings.location.requestHeaders?.changes[0]?.value).toBeUndefined();
  });

  it('under another name stay raw', () => {
    const { settings } = read(token.replace('Authorization $token', 'X-Token $token'), {
      'auth-url': 'http://a.test/',
    });
    expect(settings.location.rawText?.texts.map(({ line }) => line)).toEqual([2]);
  });
});

describe('an auth-snippet', () => {
  const auth = (snippet: string) =>
    readOne({ 'auth-url': 'http://a.test/', 'auth-snippet': snippet }, allowed).settings;

  it('adds headers to the authentication request', () => {
    const settings = auth('proxy_set_header X-Realm $host;');
    expect(settings.externalAuth?.requestHeaders[0]?.name).toBe('X-Realm');
    expect(settings.location.rawText).toBeUndefined();
  });

  it('closes with anything else', () => {
    expect(auth('proxy_pass_request_headers off;').location.rawText?.guards).toBe(true);
  });
});
