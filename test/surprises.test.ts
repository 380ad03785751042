/** Every documented surprise of leaving ingress-nginx is matched or reported: fixtures/surprises, one entry per number. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Compiled } from '../src/compile.ts';
import { catalogue } from '../src/diagnostics/catalogue.ts';
import { writeOutput } from '../src/io/write.ts';
import { targetNames } from '../src/targets/registry.ts';
import { runCommand } from './support/command.ts';
import { compileFiles } from './support/compile.ts';
import { installedVersion, type ProxyName, type RunningProxy, startProxy } from './support/proxies.ts';
import {
  type Answer,
  answersOf,
  compileSurprise,
  proxiesOf,
  type Surprise,
  surprises,
  wrongAnswers,
} from './support/surprise.ts';
import { addressBook, isUp, ports, reachable, startEcho, wrongValues } from './support/surprise-requests.ts';

const entryKeys =
  'alone answer answers command dialect file number options proxies requests section services text title';
const requestKeys = 'from gets headers method url';
const keysOutside = (value: object, known: string): readonly string[] =>
  Object.keys(value).filter((key) => !known.split(' ').includes(key));

describe('the list', () => {
  test('has every number once', () => {
    expect(surprises.map(({ number }) => number)).toEqual(Array.from({ length: 96 }, (_, i) => i + 1));
    expect(new Set(surprises.map(({ title }) => title)).size).toBe(96);
  });

  test.each(surprises)('$number is well formed', (surprise) => {
    const { number, file, title, answer, answers, requests = [] } = surprise;
    expect(file).toMatch(new RegExp(`^[a-f]-[a-z]+/${String(number).padStart(2, '0')}-[a-z0-9-]+\\.yaml$`));
    for (const words of [title, answer]) expect(words).toMatch(/^\S.{15,200}[^.…]$/);
    expect(keysOutside(surprise, entryKeys)).toEqual([]);
    expect(keysOutside(answers, `input ${targetNames.join(' ')}`)).toEqual([]);
    for (const one of Object.values(answers)) expect(keysOutside(one, 'has lacks reports')).toEqual([]);
    for (const one of requests) expect(keysOutside(one, requestKeys)).toEqual([]);
    const reports = Object.values(answers).flatMap((one) => Object.entries(one.reports ?? {}));
    expect(reports.filter(([code, words]) => !Object.hasOwn(catalogue, code) || words.length < 2)).toEqual([]);
  });
});

const nothing = new Map<string, Compiled>();
/** The same run without input: an answer that holds there, too, says nothing about the surprise. */
const withoutInput = (surprise: Surprise): Compiled => {
  const key = JSON.stringify([surprise.dialect, surprise.options]);
  const known = nothing.get(key) ?? compileSurprise(surprise, '');
  nothing.set(key, known);
  return known;
};

describe.each(surprises)('$number $title', (surprise) => {
  let known: Compiled | undefined;

  test.each(targetNames)('on %s', (target) => {
    const compiled = known ?? compileSurprise(surprise, surprise.text);
    known = compiled;
    const answers = answersOf(surprise, target);
    const wrong = answers.flatMap((answer) => wrongAnswers(compiled, target, answer)).join('\n');
    expect(wrong, wrong).toBe('');
    const failsWithout = (answer: Answer): boolean => wrongAnswers(withoutInput(surprise), target, answer).length > 0;
    const asked = surprise.command !== undefined || proxiesOf(surprise).includes(target);
    expect(asked || answers.some(failsWithout), 'an answer that could fail').toBe(true);
  });
});

test.each(surprises.filter(({ command }) => command !== undefined))('$number at the command line', async (surprise) => {
  const { command = { args: [], code: 0, says: '' }, text } = surprise;
  const { code, stdout, stderr } = await runCommand(command.args, { stdin: text });
  expect(stdout + stderr).toContain(command.says);
  expect(code).toBe(command.code);
});

const asked = surprises.filter(({ requests }) => requests !== undefined);
const isAlone = ({ alone, dialect, options, text }: Surprise): boolean =>
  alone === true || dialect !== undefined || options !== undefined || text.includes('kind: ConfigMap');
const groups: readonly (readonly Surprise[])[] = [
  asked.filter((surprise) => !isAlone(surprise)),
  ...asked.filter(isAlone).map((surprise) => [surprise]),
];
const root = mkdtempSync(join(tmpdir(), 'ingress-compile-surprises-'));
// The workers of an nginx that root starts belong to somebody else.
chmodSync(root, 0o755);
let echo: Server | undefined;

beforeAll(async () => {
  echo = await startEcho(addressBook(asked));
});
afterAll(async () => {
  echo?.closeAllConnections();
  await new Promise((done) => echo?.close(done));
  rmSync(root, { recursive: true, force: true });
});

const start = async (proxy: ProxyName, group: readonly Surprise[], folder: string): Promise<RunningProxy> => {
  const [first] = group;
  const address = (port: number) => ({ ip: '127.0.0.1', port });
  const listeners = { http: address(ports.http), https: address(ports.https) };
  const files = group.map((surprise) => ({ name: surprise.file, text: reachable(surprise) }));
  const version = installedVersion(proxy);
  const { targets } = compileFiles(files, {
    targets: [proxy],
    versions: version === undefined ? {} : { [proxy]: version },
    dialect: { ...first?.dialect, listeners },
    options: first?.options ?? {},
  });
  expect(
    writeOutput(
      folder,
      targets.flatMap(({ rendered }) => rendered.files),
    ),
  ).toMatchObject({ ok: true });
  const running = startProxy(proxy, folder);
  for (let tries = 0; tries < 250 && !(await isUp(ports.http)); tries += 1)
    await new Promise((later) => setTimeout(later, 20));
  expect(await isUp(ports.http), running.log()).toBe(true);
  return running;
};

describe.each(['nginx', 'haproxy'] as const)('requests to %s', (proxy) => {
  const own = groups.map((group) => group.filter((surprise) => proxiesOf(surprise).includes(proxy)));

  describe
    .skipIf(installedVersion(proxy) === undefined)
    .each(
      own
        .filter((group) => group.length > 0)
        .map((group) => ({ group, names: group.map(({ number }) => number).join(' ') })),
    )('$names', ({ group, names }) => {
    let running: RunningProxy | undefined;

    beforeAll(async () => {
      running = await start(proxy, group, join(root, `${proxy}-${names.replaceAll(' ', '-')}`));
    });
    afterAll(() => running?.stop());

    test.each(group)('$number $title', async ({ requests = [] }) => {
      const wrong: string[] = [];
      for (const request of requests) wrong.push(...(await wrongValues(request)));
      expect(wrong, wrong.join('\n')).toEqual([]);
    });
  });
});
