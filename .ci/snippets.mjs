// How many directives of the snippets in a folder of real manifests are understood: every one that does not end as raw text.
// usage: node .ci/snippets.mjs FOLDER [--list]      (after npm run build)
// Fails when the share is below "snippets" in floors.json.
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { createReport } from '../dist/diagnostics/report.js';
import { authSnippet } from '../dist/dialects/ingress-nginx/snippet/auth.js';
import { parseSnippet } from '../dist/dialects/ingress-nginx/snippet/lexer.js';
import { readMaps } from '../dist/dialects/ingress-nginx/snippet/maps.js';
import { mergeDirectives, mergeSnippet } from '../dist/dialects/ingress-nginx/snippet/merge.js';
import { rawSnippet } from '../dist/dialects/ingress-nginx/snippet/raw.js';
import { globalDirectives, readServerSnippet } from '../dist/dialects/ingress-nginx/snippet/server.js';
import { readInputs } from '../dist/io/read.js';
import { readCluster } from '../dist/kubernetes/read.js';

const key = /^(?:nginx\.ingress\.kubernetes\.io\/)?((?:configuration|server|auth|stream|main|http|location|global-auth)-snippet)$/;

const count = (directives) => directives.reduce((sum, { block }) => sum + 1 + count(block ?? []), 0);
const size = (text) => count(parseSnippet(text).directives);

/** Texts of a snippet that no feature stands for. */
const rawOf = (name, text) => {
  const report = createReport();
  const traced = { value: text, from: [{ kind: 'default', dialect: 'ingress-nginx', key: name }] };
  if (name === 'server-snippet') return readServerSnippet(traced, name, report).raw;
  if (name === 'auth-snippet' || name === 'global-auth-snippet') return authSnippet(traced, name, report).raw;
  if (name === 'http-snippet') {
    const { rest } = readMaps(parseSnippet(text).directives);
    return mergeDirectives({}, rest, { text: traced, key: name, report, table: globalDirectives }).features.rawText;
  }
  if (name === 'configuration-snippet' || name === 'location-snippet')
    return mergeSnippet({}, traced, name, report).features.rawText;
  return rawSnippet(traced, name, report);
};

const snippetsOf = (file) => {
  const { cluster } = readCluster([file], createReport());
  const bags = [
    ...cluster.ingresses.map(({ annotations }) => annotations),
    ...[...cluster.configMaps.values()].map(({ data }) => data),
  ];
  return bags.flatMap((bag) =>
    Object.entries(bag ?? {}).flatMap(([name, text]) => {
      const known = key.exec(name)?.[1];
      return known === undefined || typeof text !== 'string' ? [] : [{ name: known, text }];
    }),
  );
};

/** The share, and what was not understood. */
export const understood = (files) => {
  let all = 0;
  const left = [];
  for (const file of files) {
    for (const { name, text } of snippetsOf(file)) {
      all += size(text);
      for (const raw of rawOf(name, text)?.texts ?? [])
        left.push({ file: file.name, name, text: raw.text.value, directives: size(raw.text.value) });
    }
  }
  const lost = left.reduce((sum, { directives }) => sum + directives, 0);
  return { all, known: all - lost, share: all === 0 ? 100 : (100 * (all - lost)) / all, left };
};

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [folder, ...rest] = process.argv.slice(2);
  const { files } = await readInputs([folder], async () => '');
  const { all, known, share, left } = understood(files);
  const floor = JSON.parse(readFileSync(new URL('floors.json', import.meta.url), 'utf8')).snippets;
  console.log(`${known} of ${all} directives of snippets understood (${share.toFixed(1)} %, floor ${floor} %)`);
  if (rest.includes('--list'))
    for (const { file, name, text } of left) console.log(`${file}  ${name}  ${text.replace(/\s+/g, ' ').slice(0, 120)}`);
  process.exitCode = share < floor ? 1 : 0;
}
