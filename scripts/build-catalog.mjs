// Builds presets/catalog.json: every image and video endpoint of fal with its input and output as JSON Schema; and
// docs/catalog-differences.md, where its sources differ.
//
//   node scripts/build-catalog.mjs                  from the recorded schemas, the installed @fal-ai/client, newer-facts.json,
//                                                   found-facts.json and what was refreshed (take-refreshed.mjs)
//   node scripts/build-catalog.mjs --check          writes nothing; says where the snapshot and its sources differ
//   node scripts/build-catalog.mjs --report         writes nothing; fields by source, differences settled; fails if one is not
//
// The same inputs give the same bytes.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { asText } from './catalog/as-text.mjs';
import { composeCatalog } from './catalog/compose.mjs';
import { differencesPage } from './catalog/differences-page.mjs';
import { recordedById } from './catalog/recorded.mjs';
import { reportOf } from './catalog/report.mjs';
import { settler } from './catalog/settle.mjs';

/** The release that the snapshot is built from, and the day on which npm published it. */
const CLIENT = { version: '1.10.1', published: '2026-05-04' };

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const client = join(root, 'node_modules/@fal-ai/client');

const [option] = process.argv.slice(2);
if (![undefined, '--check', '--report'].includes(option)) {
  fail('usage: node scripts/build-catalog.mjs [--check | --report]');
}
const { version } = readJson(join(client, 'package.json'));
if (version !== CLIENT.version) {
  fail(`@fal-ai/client is ${version}, the snapshot is of ${CLIENT.version}: update CLIENT in this script.`);
}

const facts = readJson(join(root, 'scripts/catalog/newer-facts.json'));
const found = readJson(join(root, 'scripts/catalog/found-facts.json'));
const refreshed = readJson(join(root, 'scripts/catalog/refreshed.json')).endpoints;
const recorded = readJson(join(root, 'scripts/catalog/recorded/schemas-2026-01-28.json'));
const settled = settler(readJson(join(root, 'scripts/catalog/settled.json')).decisions);
const composed = composeCatalog(
  {
    types: readFileSync(join(client, 'src/types/endpoints.d.ts'), 'utf8'),
    typesAsOf: CLIENT.published,
    recorded: recordedById(recorded),
    recordedAsOf: recorded.as_of,
    facts: facts.endpoints,
    found: found.endpoints,
    refreshed,
  },
  settled.choose,
);
const sources = {
  '@fal-ai/client': { about: `the types of release ${CLIENT.version}`, as_of: CLIENT.published },
  'recorded schemas': { about: `fal's Platform API, ${recorded.source}`, as_of: recorded.as_of },
  'pages of fal': { about: facts.about, as_of: facts.as_of },
  'found facts': { about: found.about, as_of: found.as_of },
  ...(refreshed.length === 0
    ? {}
    : {
        "fal's Platform API": {
          about: 'schemas as `models refresh` read them',
          as_of: refreshed
            .map(({ as_of }) => as_of)
            .toSorted()
            .at(-1),
        },
      }),
};
const files = {
  'presets/catalog.json': asText(sources, found.under, composed),
  'docs/catalog-differences.md': differencesPage(sources, settled),
};

if (option === '--report') {
  const { text, unexplained } = reportOf(sources, composed, settled);
  console.log(text);
  if (unexplained > 0) process.exitCode = 1;
} else {
  for (const [name, text] of Object.entries(files)) {
    if (option === '--check') check(name, text);
    else writeFileSync(join(root, name), text);
  }
}

function check(name, text) {
  const kept = readFileSync(join(root, name), 'utf8').split('\n');
  const built = text.split('\n');
  const wrong = built.findIndex((line, index) => line !== kept[index]);
  if (wrong < 0 && kept.length === built.length) return;
  const at = wrong < 0 ? built.length : wrong;
  fail(`${name} differs from its sources at line ${at + 1}: ${(built[at] ?? '').slice(0, 100)}
Run node scripts/build-catalog.mjs and look at the difference.`);
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    return fail(`${path}: ${error.message}`);
  }
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
