// A page per feature and the index over them: the hand-written half of docs/features/*.yaml, the tables, and what was observed.
import { observe, shownCases, targetOfCode } from './feature-observations.mjs';

const cell = (text) => String(text).replaceAll('|', '\\|').replaceAll('\n', ' ');
const row = (...cells) => `| ${cells.map(cell).join(' | ')} |`;
const table = (titles, rows) => [row(...titles), `|${' --- |'.repeat(titles.length)}`, ...rows].join('\n');

export const groups = ['Hosts and paths', 'Redirects', 'Access', 'Headers', 'Limits and bodies', 'Backends', 'TLS', 'Other', 'What belongs to no feature'];

const isTargetCode = (code) => code.startsWith('T');
const ofTarget = (codes, target) => codes.filter((code) => targetOfCode[code.slice(0, 3)] === target).sort();
/** Codes a reader may meet: not those that no input has produced so far, nor those that are gone. */
const shownCodes = ({ codes, unproduced }, { catalogue }) => Object.keys(codes).filter((code) => !unproduced.includes(code) && catalogue[code] !== undefined);

/** Names of the features of the universe, scopes put together. */
export const featureNames = (featureTable) => [...new Set(Object.values(featureTable).flatMap((features) => Object.keys(features)))].sort();

/** Everything the pages are made of: the hand-written pages, and what every target made of all cases. */
export const knowFeatures = (tables) => {
  const { pages, fixtures } = tables;
  const cases = [...fixtures, ...shownCases(pages, fixtures)];
  return { cases, ...observe(cases, tables) };
};

const general = (pages) => new Set(pages.filter((page) => page.general).flatMap(({ codes }) => Object.keys(codes)));

/**
 * Outcomes of a feature on a target: `plain` those of the fixtures, `all` with those of rarer inputs and codes. Outcomes for values that no
 * output can hold count on their own page.
 */
const outcomesOf = (page, target, tables) => {
  const { pages, known, catalogue } = tables;
  const skip = general(pages);
  const seen = known.features[page.feature]?.targets[target].outcomes ?? [];
  const counted = seen.filter(({ codes }) => codes.length === 0 || codes.some((code) => !skip.has(code)));
  const told = ofTarget(shownCodes(page, tables), target).map((code) => catalogue[code].outcome);
  // A remark is no difference.
  const asOf = ({ as, codes }) => (codes.length > 0 && codes.every((code) => catalogue[code].outcome === 'note') ? 'exact' : as);
  const words = counted.map(asOf);
  return {
    plain: new Set(counted.filter(({ plain }) => plain).map(asOf)),
    all: new Set([...words, ...told.filter((outcome) => outcome === 'approximate' || outcome === 'refused')]),
  };
};

/** One word for readers: what the plain uses of a feature come to; rarer values make at most `mostly` of `same`. */
export const word = ({ plain, all }) => {
  const usual = plain.size === 0 ? all : plain;
  if (usual.size === 0) return '–';
  if (usual.has('refused')) return all.has('exact') || all.has('approximate') ? 'in part' : 'not';
  if (!usual.has('exact')) return 'nearly';
  return all.size === 1 ? 'same' : 'mostly';
};

const meanings = {
  same: 'The same.',
  mostly: 'The same for most values.',
  nearly: 'Kept, with a difference.',
  'in part': 'Kept for some values.',
  not: 'Not kept.',
};

/** The union of a row of the README: feature names to words per target. */
export const wordsOf = (features, tables) =>
  tables.targetNames.map((target) => {
    const pages = tables.pages.filter((page) => features.includes(page.feature));
    const outcomes = pages.map((page) => outcomesOf(page, target, tables));
    const union = (which) => new Set(outcomes.flatMap((one) => [...one[which]]));
    return word({ plain: union('plain'), all: union('all') });
  });

const keyRows = (page, { known, annotationRows, configMapKeys }) => {
  const keys = [...new Set([...(known.features[page.feature]?.keys ?? []), ...page.keys])].sort();
  return {
    annotations: keys.filter((key) => Object.hasOwn(annotationRows, key)),
    settings: keys.filter((key) => Object.hasOwn(configMapKeys, key) && configMapKeys[key][2] !== 'unread'),
  };
};

/** Pages on which a key of the annotations or of the ConfigMap stands. */
export const pagesOfKey = (tables, kind) => {
  const found = {};
  for (const page of tables.pages) for (const key of keyRows(page, tables)[kind]) (found[key] ??= []).push(page);
  return found;
};
export const pagesOfCode = ({ pages }, code) => pages.filter(({ codes }) => Object.hasOwn(codes, code));

const keySection = (page, tables) => {
  const { annotationRows, configMapKeys } = tables;
  const { annotations, settings } = keyRows(page, tables);
  const tablesOf = [
    annotations.length === 0 ? '' : table(['Annotation', 'Meaning'], annotations.map((key) => row(`\`${key}\``, annotationRows[key].doc))),
    settings.length === 0
      ? ''
      : table(
          ['ConfigMap', 'Meaning', 'Default'],
          settings.map((key) => row(`\`${key}\``, configMapKeys[key][3], configMapKeys[key][1] === '' ? '' : `\`${configMapKeys[key][1]}\``)),
        ),
  ].filter((text) => text !== '');
  const from = page.from === undefined ? [] : [page.from.trim()];
  const parts = [...from, ...tablesOf];
  return parts.length === 0 ? '' : `\n## Where it comes from\n\n${parts.join('\n\n')}\n`;
};

const kinds = { approximate: 'Differs', refused: 'Not kept', invalid: 'Wrong input', ignored: 'No effect', dropped: 'Not served', unknown: 'Unknown', note: 'To know' };

/** Reported as the outcome of features alone, never by the assembly of a target. */
const isOfFeature = (code, known) => {
  const { '': all = new Set(), ...byFeature } = known.messages[code] ?? {};
  const ofFeatures = new Set(Object.values(byFeature).flatMap((messages) => [...messages]));
  return ofFeatures.size > 0 && [...all].every((message) => ofFeatures.has(message));
};

/** The message with placeholders; where little stands beside those, messages that the cases made, about keys of this page if there are some. */
const messageOf = (code, page, tables) => {
  const { catalogue, textOf, known } = tables;
  const text = textOf(catalogue[code].say);
  const bare = text?.replace(/‹[^›]*›/g, '') ?? '';
  if (text !== undefined && (!/‹(why|what|how|instead)›/.test(text) || bare.length > 100)) return text;
  const elsewhere = page.topic || !isTargetCode(code) || !isOfFeature(code, known) ? known.messages[code]?.[''] : undefined;
  const all = [...(known.messages[code]?.[page.feature] ?? elsewhere ?? [])];
  const { annotations, settings } = keyRows(page, tables);
  const own = all.filter((message) => [...annotations, ...settings].some((key) => message.includes(`${key}:`) || message.includes(`${key} `)));
  const seen = page.topic || isTargetCode(code) ? all : own;
  return seen.length === 0 ? (text ?? catalogue[code].title) : seen.slice(0, 3).join('; or: ');
};

const codeItem = (code, page, tables) => {
  const { catalogue, textOf } = tables;
  const { outcome, hint } = catalogue[code];
  const when = page.codes[code] ?? '';
  const way = textOf(hint);
  const head = `- **${kinds[outcome]}**${when === '' ? '' : `, ${when}`} ([${code}](../diagnostics.md#${code.toLowerCase()})):`;
  return `${head} ${messageOf(code, page, tables)}.${way === undefined ? '' : ` *Way out:* ${way}`}`;
};

const order = ['approximate', 'refused', 'dropped', 'invalid', 'ignored', 'unknown', 'note'];
const codeItems = (codes, page, tables) =>
  codes
    .toSorted((a, b) => order.indexOf(tables.catalogue[a].outcome) - order.indexOf(tables.catalogue[b].outcome) || (a < b ? -1 : 1))
    .map((code) => codeItem(code, page, tables))
    .join('\n');

const targetSection = (page, target, tables) => {
  const codes = ofTarget(shownCodes(page, tables), target);
  const verdict = meanings[word(outcomesOf(page, target, tables))];
  const parts = [[page.topic ? undefined : verdict, page.notes[target]?.trim()].filter((text) => text !== undefined).join(' '), codeItems(codes, page, tables)];
  const text = parts.filter((part) => part !== '').join('\n\n');
  return text === '' ? '' : `\n## ${tables.targets[target].title}\n\n${text}\n`;
};

const everywhere = (page, tables) => {
  const codes = shownCodes(page, tables).filter((code) => !isTargetCode(code)).sort();
  return codes.length === 0 ? '' : `\n## Before any target\n\nWhat the input is checked for, whichever proxy is chosen.\n\n${codeItems(codes, page, tables)}\n`;
};

/** `lines` are texts: every line of nginx.conf that holds one is shown. */
const exampleOf = ({ example: wanted }, { fixtures, compileCase }) => {
  if (wanted === undefined) return undefined;
  const one = fixtures.find(({ name }) => name === wanted.case);
  if (one === undefined) return { missing: [wanted.case], input: [], shown: [] };
  const { rendered } = compileCase(one).targets.find(({ name }) => name === 'nginx');
  const lines = rendered.files.find(({ name }) => name === 'nginx.conf').text.split('\n');
  const written = one.text.split('\n').filter((line) => /^ {4}nginx\.ingress\.kubernetes\.io\//.test(line)).map((line) => line.trim());
  return {
    missing: wanted.lines.filter((text) => !lines.some((line) => line.includes(text))),
    input: wanted.input === undefined ? written : wanted.input.trimEnd().split('\n'),
    shown: [...new Set(lines.filter((line) => wanted.lines.some((text) => line.includes(text))).map((line) => line.trim()))],
  };
};

const example = (page, tables) => {
  const found = exampleOf(page, tables);
  if (found === undefined) return '';
  const { input, shown } = found;
  return `\n## Example\n\n\`\`\`yaml\n${input.join('\n')}\n\`\`\`\n\nbecomes in nginx.conf, among other lines,\n\n\`\`\`nginx\n${shown.join('\n')}\n\`\`\`\n`;
};

const cases = (page, { known, fixtures }) => {
  const names = new Set(Object.values(known.features[page.feature]?.targets ?? {}).flatMap(({ codes }) => Object.values(codes).flatMap((set) => [...set])));
  const folder = new Set([page.slug, ...(page.cases ?? [])]);
  const shown = fixtures.map(({ name }) => name).filter((name) => folder.has(name.split('/')[0]) || (page.topic && names.has(name)));
  return shown.length === 0 ? '' : `\nRendered cases: ${shown.map((name) => `[${name}](../../../fixtures/features/${name})`).join(', ')}.\n`;
};

const onePage = (page, tables) => {
  const { targetNames, targets } = tables;
  const words = targetNames.map((target) => word(outcomesOf(page, target, tables)));
  const head = `<!-- Generated by npm run docs from docs/features/${page.slug}.yaml and the tables of the program; do not edit. -->\n# ${page.title}\n\n${page.what.trim().replace('{directives}', tables.snippetDirectives.map((name) => `\`${name}\``).join(', '))}\n`;
  const verdicts = page.topic ? '' : `\n${table(targetNames.map((name) => targets[name].title), [row(...words.map((one, i) => `[${one}](#${targets[targetNames[i]].title.toLowerCase()})`))])}\n`;
  const facts = page.facts === '' ? '' : `\n## What ingress-nginx does\n\n${page.facts.trim()}\n`;
  const sections = targetNames.map((target) => targetSection(page, target, tables)).join('');
  return `${head}${verdicts}${keySection(page, tables)}${facts}${sections}${everywhere(page, tables)}${example(page, tables)}${cases(page, tables)}\n[All features](../features.md)\n`;
};

const index = (tables) => {
  const { pages, targetNames, targets } = tables;
  const sections = groups.map((group) => {
    const inside = pages.filter((page) => page.group === group).toSorted((a, b) => (a.title.toLowerCase() < b.title.toLowerCase() ? -1 : 1));
    const link = (page) => `[${page.title}](features/${page.slug}.md)`;
    const anchored = (page, target) => `[${word(outcomesOf(page, target, tables))}](features/${page.slug}.md#${targets[target].title.toLowerCase()})`;
    const [topics, features] = [inside.filter(({ topic }) => topic), inside.filter(({ topic }) => !topic)];
    const rows = features.map((page) => row(link(page), ...targetNames.map((target) => anchored(page, target))));
    const body = [
      ...(rows.length === 0 ? [] : [table(['Feature', ...targetNames.map((name) => targets[name].title)], rows)]),
      ...(topics.length === 0 ? [] : [topics.map((page) => `- ${link(page)}: ${page.short.trim()}`).join('\n')]),
    ].join('\n\n');
    return `\n## ${group}\n\n${body}\n`;
  });
  const about =
    'What each proxy makes of every feature. *same*: no difference. *mostly*: the same, except for some values. *nearly*: kept with a difference. ' +
    '*in part*: kept for some values. *not*: not kept. Each word leads to the differences, when they happen, and the way out. ' +
    'Every difference is reported when it concerns an input. What keeps somebody out and cannot be kept closes its path or host.';
  const more = 'See also [what people run into](surprises.md) when they leave ingress-nginx, and [what `--harden` closes](hardening.md).';
  return `<!-- Generated by npm run docs; do not edit. -->\n# Features by target\n\n${about}\n\n${more}\n${sections.join('')}`;
};

/** path → text of all pages. `tables.known` is what `knowFeatures` found. */
export const featurePages = (tables) => ({
  'docs/generated/features.md': index(tables),
  ...Object.fromEntries(tables.pages.map((page) => [`docs/generated/features/${page.slug}.md`, onePage(page, tables)])),
});

/** Codes about differences; what is merely wrong in the input may stand on a page. */
const hasToStand = (code, catalogue) => isTargetCode(code) || (/^[DM]/.test(code) && ['approximate', 'refused'].includes(catalogue[code].outcome));

/** Why the hand-written pages are not complete and true; empty when they are. */
export const faultsOfPages = (tables) => {
  const { pages, known, featureTable, catalogue, annotationRows, configMapKeys, targetNames } = tables;
  const names = featureNames(featureTable);
  const skip = general(pages);
  const codesOfPages = new Set(pages.flatMap(({ codes }) => Object.keys(codes)));
  const produced = new Set(Object.values(known.produced).flatMap((codes) => [...codes]));
  const exempt = new Set(pages.flatMap(({ unproduced }) => unproduced));
  const onPages = { annotations: pagesOfKey(tables, 'annotations'), settings: pagesOfKey(tables, 'settings') };
  return [
    ...names.filter((name) => !pages.some(({ feature, topic }) => feature === name && !topic)).map((name) => `the feature ${name} has no page in docs/features/`),
    ...pages.filter(({ feature, topic }) => !topic && !names.includes(feature)).map(({ slug }) => `docs/features/${slug}.yaml is about no feature`),
    ...pages.filter(({ group }) => !groups.includes(group)).map(({ slug, group }) => `docs/features/${slug}.yaml: no group ${group}`),
    ...pages.flatMap(({ slug, codes, title, what, facts, topic }) => [
      ...Object.keys(codes).filter((code) => catalogue[code] === undefined).map((code) => `docs/features/${slug}.yaml: there is no ${code}`),
      ...Object.entries(codes).filter(([code, when]) => isTargetCode(code) && String(when ?? '').length < 5).map(([code]) => `docs/features/${slug}.yaml: ${code} does not say when it happens`),
      ...(title && what && (topic || facts !== '') ? [] : [`docs/features/${slug}.yaml lacks a title, a text or facts`]),
    ]),
    ...pages.flatMap((page) => (exampleOf(page, tables)?.missing ?? []).map((text) => `docs/features/${page.slug}.yaml: not in nginx.conf of its example: ${text}`)),
    ...pages.filter(({ topic }) => !topic).flatMap(({ slug, feature, codes }) =>
      targetNames.flatMap((target) => {
        const seen = known.features[feature]?.targets[target];
        if (seen === undefined) return [`no case shows ${feature} for ${target}`];
        const stale = ofTarget(Object.keys(codes), target).filter((code) => isOfFeature(code, known) && seen.codes[code] === undefined);
        const lacking = Object.keys(seen.codes).filter((code) => !skip.has(code) && !Object.hasOwn(codes, code));
        return [...stale.map((code) => `docs/features/${slug}.yaml names ${code}, which no case shows for it`), ...lacking.map((code) => `docs/features/${slug}.yaml lacks ${code}, seen in ${[...seen.codes[code]].slice(0, 3).join(', ')}`)];
      }),
    ),
    ...known.cases.flatMap(({ name, codes = [] }) => codes.filter((code) => !known.produced[name]?.has(code)).map((code) => `docs/features: the input ${name} does not produce ${code}`)),
    ...Object.keys(catalogue).filter((code) => hasToStand(code, catalogue) && !codesOfPages.has(code)).map((code) => `${code} is on no page of docs/features/`),
    ...Object.keys(catalogue).filter((code) => isTargetCode(code) && !produced.has(code) && !exempt.has(code)).map((code) => `no case and no input of docs/features/ produces ${code}`),
    ...[...exempt].filter((code) => produced.has(code)).map((code) => `docs/features: ${code} is produced, so it is not "unproduced"`),
    ...Object.keys(annotationRows).filter((key) => onPages.annotations[key] === undefined).map((key) => `the annotation ${key} is on no page of docs/features/`),
    ...Object.entries(configMapKeys).filter(([key, [, , use]]) => use === 'read' && onPages.settings[key] === undefined).map(([key]) => `the ConfigMap key ${key} is on no page of docs/features/`),
  ];
};
