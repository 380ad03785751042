/** The command as its users meet it: exit codes, streams, files. */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { runCommand } from './support/command.ts';
import { readFolder } from './support/files.ts';
import { projectRoot } from './support/source-tree.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'ingress-compile-cli-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const put = (name: string, text: string | Uint8Array): string => {
  writeFileSync(join(root, name), text);
  return join(root, name);
};
const shop = join(projectRoot, 'fixtures/real/shop');
const ingress = (annotations = '', name = 'web'): string => `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: ${name}
  namespace: shop
  annotations: {${annotations}}
spec:
  ingressClassName: nginx
  rules:
    - host: ${name}.example.test
      http:
        paths:
          - { path: /, pathType: Prefix, backend: { service: { name: web, port: { number: 80 } } } }
`;
const snippet = '"nginx.ingress.kubernetes.io/enable-modsecurity": "true"';

describe('help', () => {
  test('of the program names the commands and exit codes', async () => {
    const { code, stdout, stderr } = await runCommand(['--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const word of ['render', 'check', 'Exit codes', '--version']) expect(stdout).toContain(word);
  });

  test.each(['render', 'check'])('of %s has groups and examples', async (command) => {
    const { code, stdout } = await runCommand([command, '--help']);
    expect(code).toBe(0);
    for (const word of ['Examples:', '--target <name[@version]>', '--fail-on', 'Proxy:', 'Report:'])
      expect(stdout).toContain(word);
    expect(stdout.includes('--output')).toBe(command === 'render');
  });

  test('the version is that of the package', async () => {
    const { version } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'));
    expect(await runCommand(['--version'])).toMatchObject({ code: 0, stdout: `${version}\n` });
  });
});

describe('wrong usage ends with 2 and says what is meant', () => {
  const cases: readonly (readonly [string, readonly string[], string])[] = [
    ['flag', ['render', 'x', '--outputt', 'y'], '--output'],
    ['command', ['rendr', 'x'], 'render'],
    ['no command', [], 'render'],
    ['no target', ['render', shop, '--output', 'y'], '--target'],
    ['no output', ['render', shop, '--target', 'nginx'], '--output'],
    ['no input', ['check', '--target', 'nginx'], 'no input'],
    ['target name', ['check', shop, '--target', 'ngnix'], 'did you mean nginx?'],
    ['target version', ['check', shop, '--target', 'nginx@0.9'], 'supported from'],
    ['same target twice', ['check', shop, '--target', 'nginx,nginx@1.26'], 'twice'],
    ['address', ['check', shop, '--target', 'nginx', '--http-address', 'localhost:80'], '--http-address'],
    ['port', ['check', shop, '--target', 'nginx', '--https-address', ':70000'], '--https-address'],
    ['resolver', ['check', shop, '--target', 'nginx', '--resolver', 'dns.example'], '--resolver'],
    ['level', ['check', shop, '--target', 'nginx', '--fail-on', 'errors'], 'error, warning, approximation'],
    ['object name', ['check', shop, '--target', 'nginx', '--default-backend-service', 'oops'], 'namespace/name'],
    [
      'two things for standard output',
      ['render', shop, '--target', 'nginx', '--output', '-', '--report-format', 'json'],
      '--report',
    ],
  ];
  test.each(cases)('%s', async (_name, argv, says) => {
    const { code, stdout, stderr } = await runCommand(argv);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(says);
  });
});

describe('a named path that cannot be read ends with 3 and changes nothing', () => {
  const out = (): string => join(root, 'out');
  const render = (...paths: readonly string[]): ReturnType<typeof runCommand> =>
    runCommand(['render', ...paths, '--target', 'nginx', '--output', out()]);

  test('missing file', async () => {
    expect(await render(join(root, 'gone.yaml'))).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('gone.yaml'),
    });
    expect(existsSync(out())).toBe(false);
  });

  test('empty folder', async () => {
    mkdirSync(join(root, 'empty'));
    expect(await render(join(root, 'empty'))).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('holds no .yaml'),
    });
    expect(existsSync(out())).toBe(false);
  });

  test('random bytes', async () => {
    const noise = put(
      'noise.yaml',
      Uint8Array.from({ length: 4096 }, (_, i) => (i * 7919 + (i >> 3) * 104729) % 256),
    );
    expect(await render(noise, shop)).toMatchObject({ code: 3, stderr: expect.stringContaining('no text') });
    expect(existsSync(out())).toBe(false);
  });

  test.skipIf(process.getuid?.() === 0)('unreadable file', async () => {
    const secret = put('secret.yaml', ingress());
    chmodSync(secret, 0o000);
    expect(await render(secret)).toMatchObject({ code: 3, stderr: expect.stringContaining('permission') });
  });

  test('an output that is a file, and a folder with the files of somebody else', async () => {
    put('out', 'mine');
    expect(await render(shop)).toMatchObject({ code: 3, stderr: expect.stringContaining('not a folder') });
    expect(readFileSync(out(), 'utf8')).toBe('mine');
    rmSync(out());
    mkdirSync(out());
    writeFileSync(join(out(), 'nginx.conf'), 'mine');
    expect(await render(shop)).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('not written by ingress-compile'),
    });
    expect(readFolder(out())).toEqual({ 'nginx.conf': 'mine' });
  });

  test('a report that cannot be written', async () => {
    const report = join(root, 'nowhere', 'report.json');
    expect(
      await runCommand(['render', shop, '--target', 'nginx', '--output', out(), '--report', report]),
    ).toMatchObject({ code: 3 });
    expect(existsSync(out())).toBe(false);
  });
});

describe('findings', () => {
  test('a clean run ends with 0', async () => {
    const { code, stderr } = await runCommand(['check', put('a.yaml', ingress()), '--target', 'nginx']);
    expect({ code, errors: / error/.test(stderr) }).toEqual({ code: 0, errors: false });
  });

  test('a broken document is an error with its place, the others are rendered', async () => {
    const text = `${ingress()}---\nkind: Ingress\n  metadata: [\n---\n${ingress('', 'second')}`;
    const out = join(root, 'out');
    const { code, stderr } = await runCommand(['render', put('a.yaml', text), '--target', 'nginx', '--output', out]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/a\.yaml:\d+:\d+/);
    const conf = readFileSync(join(out, 'nginx.conf'), 'utf8');
    expect(conf).toContain('web.example.test');
    expect(conf).toContain('second.example.test');
  });

  test('a file of a folder that is no text is an error, the others are rendered', async () => {
    put('a.yaml', ingress());
    put('b.yaml', Uint8Array.of(0xc3, 0x28, 0xa0, 0xa1));
    const { code, stderr } = await runCommand(['render', root, '--target', 'nginx', '--output', join(root, 'out')]);
    expect(code).toBe(1);
    expect(stderr).toContain('b.yaml');
    expect(existsSync(join(root, 'out', 'nginx.conf'))).toBe(true);
  });

  test('--fail-on decides what counts', async () => {
    const file = put('a.yaml', ingress('"nginx.ingress.kubernetes.io/no-such-key": "x"'));
    const codes = await Promise.all(
      ['error', 'warning', 'approximation'].map(
        async (level) => (await runCommand(['check', file, '--target', 'nginx', '--fail-on', level])).code,
      ),
    );
    expect(codes).toEqual([0, 1, 1]);
  });

  test('--strict turns refusals into errors and writes nothing', async () => {
    const out = join(root, 'out');
    const argv = ['render', put('a.yaml', ingress(snippet)), '--target', 'nginx', '--output', out];
    await runCommand(argv);
    expect(existsSync(out)).toBe(true);
    rmSync(out, { recursive: true });
    const { code, stderr } = await runCommand([...argv, '--strict']);
    expect(code).toBe(1);
    expect(stderr).toContain('Nothing was written');
    expect(existsSync(out)).toBe(false);
  });

  const bomb = Array.from(
    { length: 30 },
    (_, i) => `l${i}: &l${i} [${Array.from({ length: 10 }, () => (i === 0 ? 'x' : `*l${i - 1}`)).join(', ')}]`,
  ).join('\n');

  test('an alias bomb ends soon with a finding, the other documents are rendered', async () => {
    const file = put('bomb.yaml', `${bomb}\n---\n${ingress()}`);
    const { code, stderr, stdout } = await runCommand(['render', file, '--target', 'nginx', '--output', '-']);
    expect(code).toBe(1);
    expect(stderr).toContain('aliases');
    expect(stdout).toContain('web.example.test');
  });

  test('a bomb of 50 MB ends soon with a finding', async () => {
    const padding = `# ${'x'.repeat(1000)}\n`.repeat(52_000);
    const { code, stderr } = await runCommand(['check', put('bomb.yaml', `${bomb}\n${padding}`), '--target', 'nginx']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/bomb\.yaml:\d+:\d+: .*(MiB|aliases)/);
  });

  test('an empty file is nothing to compile', async () => {
    const { code, stderr } = await runCommand([
      'render',
      put('a.yaml', '# nothing\n'),
      '--target',
      'nginx',
      '--output',
      join(root, 'out'),
    ]);
    expect(code).toBe(1);
    expect(stderr).toContain('no document');
    expect(existsSync(join(root, 'out'))).toBe(false);
  });

  test('control characters of the input do not reach the terminal', async () => {
    const { stderr } = await runCommand([
      'check',
      put('a.yaml', ingress('"nginx.ingress.kubernetes.io/proxy-body-size": "\\e[31m8m"')),
      '--target',
      'nginx',
    ]);
    expect(stderr).not.toContain('\u001b');
  });
});

describe('streams', () => {
  test('standard input is read as -', async () => {
    const { code, stdout } = await runCommand(['render', '-', '--target', 'nginx', '--output', '-'], {
      stdin: ingress(),
    });
    expect(code).toBe(0);
    expect(stdout).toContain('web.example.test');
  });

  test('printed files can be taken apart by their length', async () => {
    const { stdout } = await runCommand(['render', shop, '--target', 'haproxy', '--output', '-', '--write-secrets']);
    const out = join(root, 'out');
    await runCommand(['render', shop, '--target', 'haproxy', '--output', out, '--write-secrets']);
    const printed = Buffer.from(stdout);
    const files: Record<string, string> = {};
    for (const match of stdout.matchAll(/^### ingress-compile: (\S+) \((\d+) bytes\)\n/gm)) {
      const start = Buffer.byteLength(stdout.slice(0, (match.index ?? 0) + match[0].length));
      files[match[1] ?? ''] = printed.subarray(start, start + Number(match[2])).toString();
    }
    const { '.ingress-compile': _marker, ...written } = readFolder(out);
    expect(files).toEqual(written);
  });

  test('printed objects are one YAML stream', async () => {
    const { stdout } = await runCommand(['render', shop, '--target', 'contour', '--output', '-']);
    const documents = parseAllDocuments(stdout);
    expect(documents.flatMap((document) => document.errors)).toEqual([]);
    expect(documents.map((document) => document.toJS()?.kind)).toContain('HTTPProxy');
  });

  test('--quiet is silent about everything but errors', async () => {
    const clean = await runCommand([
      'render',
      put('a.yaml', ingress(snippet)),
      '--target',
      'nginx',
      '--output',
      join(root, 'out'),
      '--quiet',
    ]);
    expect(clean.stdout).toBe('');
    const broken = await runCommand(['check', put('b.yaml', 'a: [\n'), '--target', 'nginx', '--quiet']);
    expect(broken.stderr).toMatch(/b\.yaml:\d+:\d+/);
  });

  test('colours only on a terminal without NO_COLOR', async () => {
    const argv = ['check', shop, '--target', 'nginx'];
    expect((await runCommand(argv)).stderr).not.toContain('\u001b[');
    expect((await runCommand(argv, { tty: true })).stderr).toContain('\u001b[');
    expect((await runCommand(argv, { tty: true, env: { NO_COLOR: '1' } })).stderr).not.toContain('\u001b[');
  });

  test('--frames shows the manifest and the way out', async () => {
    const { stderr } = await runCommand(['check', put('a.yaml', 'a: [\n'), '--target', 'nginx', '--frames']);
    expect(stderr).toContain('^');
    expect(stderr).toContain('way out:');
  });
});

describe('reports', () => {
  const schema = JSON.parse(readFileSync(join(projectRoot, 'docs/report.schema.json'), 'utf8'));
  const isReport = new Ajv({ strict: false, allErrors: true }).compile(schema);

  test.each([['nginx'], ['nginx,traefik,haproxy,contour']])('for %s follow the schema', async (targets) => {
    const { stdout } = await runCommand([
      'check',
      join(projectRoot, 'fixtures'),
      '--target',
      targets,
      '--report-format',
      'json',
    ]);
    const report = JSON.parse(stdout);
    expect(isReport(report), JSON.stringify(isReport.errors?.slice(0, 3))).toBe(true);
    expect(targets.includes(',') ? report.targets.length : report.target).toBe(targets.includes(',') ? 4 : 'nginx');
  });

  test('the schema refuses what is no report', () => {
    expect(isReport({ tool: 'ingress-compile', version: '1' })).toBe(false);
  });

  test('go to a file, beside the text on standard error', async () => {
    const file = join(root, 'report.json');
    const { stderr, stdout } = await runCommand([
      'check',
      shop,
      '--target',
      'nginx',
      '--report',
      file,
      '--report-format',
      'json',
    ]);
    expect(JSON.parse(readFileSync(file, 'utf8')).summary.ingresses).toBeGreaterThan(0);
    expect(stderr).toContain('annotations:');
    expect(stdout).toBe('');
  });

  test('may lie in the folder that the run makes', async () => {
    const out = join(root, 'out');
    const { code } = await runCommand([
      'render',
      shop,
      '--target',
      'nginx',
      '--output',
      out,
      '--report',
      join(out, 'report.txt'),
    ]);
    expect(code).toBeLessThan(2);
    expect(readFileSync(join(out, 'report.txt'), 'utf8')).toContain('annotations:');
  });
});

describe('Secrets', () => {
  test('are left out, and that is said once', async () => {
    const out = join(root, 'out');
    const { stderr } = await runCommand(['render', shop, '--target', 'nginx', '--target', 'haproxy', '--output', out]);
    expect(stderr.match(/W600/g)?.length).toBe(1);
    expect(
      Object.values(readFolder(out)).filter((text) => text.includes('PRIVATE KEY') && text.includes(keyOf(shop))),
    ).toEqual([]);
  });

  test('are for the owner alone with --write-secrets', async () => {
    const out = join(root, 'out');
    await runCommand(['render', shop, '--target', 'nginx', '--output', out, '--write-secrets']);
    const secret = Object.entries(readFolder(out)).filter(([, text]) => text.includes(keyOf(shop)));
    expect(secret.length).toBeGreaterThan(0);
    for (const [name] of secret) expect(statSync(join(out, name)).mode & 0o777).toBe(0o600);
  });
});

const keyOf = (folder: string): string => {
  const text = readFileSync(join(folder, 'secrets.yaml'), 'utf8');
  return (
    Buffer.from(/tls\.key: (\S+)/.exec(text)?.[1] ?? '', 'base64')
      .toString()
      .split('\n')[1] ?? 'no key'
  );
};

describe('several targets', () => {
  test('lie in a folder each, and files that are no longer made disappear', async () => {
    const out = join(root, 'out');
    await runCommand([
      'render',
      shop,
      '--target',
      'nginx',
      '--target',
      'traefik,haproxy',
      '--target',
      'contour',
      '--output',
      out,
    ]);
    const folders = new Set(Object.keys(readFolder(out)).map((name) => name.split('/')[0]));
    expect(folders).toEqual(new Set(['.ingress-compile', 'contour', 'haproxy', 'nginx', 'traefik']));
    writeFileSync(join(out, 'mine.txt'), 'mine');
    await runCommand(['render', shop, '--target', 'nginx', '--output', out]);
    expect(Object.keys(readFolder(out)).filter((name) => /^(haproxy|traefik|contour|nginx)\//.test(name))).toEqual([]);
    expect(readFolder(out)['mine.txt']).toBe('mine');
  });
});

describe('configuration of the controller', () => {
  const settings = (size: string): string =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: own-settings, namespace: infra }\ndata: { proxy-body-size: ${size} }\n`;

  test('comes from a file or by name', async () => {
    const file = put('web.yaml', ingress());
    const config = put('settings.yaml', settings('77m'));
    const bare = ['render', file, '--target', 'nginx', '--output', '-'];
    expect((await runCommand(bare)).stdout).not.toContain('77m');
    expect((await runCommand([...bare, '--config', config])).stdout).toContain('77m');
    expect(
      (await runCommand(['render', root, '--target', 'nginx', '--output', '-', '--config', 'infra/own-settings']))
        .stdout,
    ).toContain('77m');
  });

  test('a file without a ConfigMap is wrong usage', async () => {
    const file = put('web.yaml', ingress());
    expect(await runCommand(['check', file, '--target', 'nginx', '--config', file])).toMatchObject({ code: 2 });
  });
});

describe('the installed program', () => {
  test('sets the exit code', () => {
    const run = spawnSync(
      process.execPath,
      [join(projectRoot, 'bin/ingress-compile.js'), 'check', join(root, 'gone'), '--target', 'nginx'],
      { encoding: 'utf8' },
    );
    expect(run.status, run.stderr).toBe(3);
  });

  test('reports a bug as a bug', async () => {
    const failing = {
      write: () => {
        throw new Error('boom');
      },
    };
    const { main } = await import('../src/cli/main.ts');
    let said = '';
    const stderr = {
      write: (text: string) => {
        said += text;
      },
    };
    const code = await main(['--version'], { stdin: (async function* () {})(), stdout: failing, stderr, env: {} });
    expect(code).toBe(4);
    expect(said).toContain('This is a bug of ingress-compile');
    expect(said).toContain('boom');
  });
});
