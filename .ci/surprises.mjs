// The documented surprises: reads the entries of fixtures/surprises and makes their page.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const folder = new URL('../fixtures/surprises/', import.meta.url).pathname;

/** Every entry: the first document of a file says what is expected, the others are the input. */
export const readSurprises = () =>
  readdirSync(folder, { recursive: true })
    .map(String)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => {
      const [head, ...manifests] = readFileSync(join(folder, file), 'utf8').split(/^---\n/m);
      return { section: file.split('/')[0], file, text: manifests.join('---\n'), ...parse(head) };
    })
    .sort((a, b) => a.number - b.number);

const sections = {
  'a-paths': 'Paths, rewrites, URLs',
  'b-tls': 'Redirects, TLS, protocols',
  'c-transfer': 'Timeouts, bodies, buffers, headers',
  'd-access': 'Authentication, CORS, access control, limits',
  'e-balancing': 'Balancing, sessions, canaries, errors',
  'f-platform': 'Platform and process',
};

const verdict = (surprise, target, catalogue) => {
  const answers = [surprise.answers.input, surprise.answers[target]].filter((answer) => answer !== undefined);
  const codes = answers.flatMap(({ reports = {} }) => Object.keys(reports));
  const asked = surprise.requests !== undefined && ['nginx', 'haproxy'].includes(target);
  const shown = asked || answers.some(({ has, lacks }) => has !== undefined || lacks !== undefined);
  const differs = codes.some((code) => ['approximate', 'refused'].includes(catalogue[code].outcome));
  const links = codes.map((code) => `[${code}](diagnostics.md#${code.toLowerCase()})`).join(', ');
  if (codes.length === 0) return 'matched';
  return shown && !differs ? `matched, says ${links}` : `reported: ${links}`;
};

export const surprisesPage = ({ surprises, catalogue, targetNames, targets, head, table, row }) => {
  const parts = Object.entries(sections).map(([section, title]) => {
    const rows = surprises
      .filter((surprise) => surprise.section === section)
      .map((surprise) =>
        row(surprise.number, `**${surprise.title}**<br>${surprise.answer}`, ...targetNames.map((target) => verdict(surprise, target, catalogue))),
      );
    return `\n## ${title}\n\n${table(['', 'Surprise', ...targetNames.map((name) => targets[name].title)], rows)}\n`;
  });
  const about =
    'What people run into when they leave ingress-nginx, and what the program does about each: *matched* keeps the behaviour (shown by the output, or by ' +
    'answers of real proxies), *reported* says in so many words how it differs. It holds for the version each target has by default. The entries are ' +
    '`fixtures/surprises/`, and a test runs every one of them.';
  return head('Surprises', about) + parts.join('');
};
