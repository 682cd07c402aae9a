// Builds presets/catalog.json: every image and video endpoint of fal with its input and output as JSON Schema; and
// docs/catalog-differences.md, where its sources differ.
//
//   npm run catalog                from the recorded schemas, the installed @fal-ai/client, newer-facts.json,
//                                  found-facts.json and what was refreshed (take-refreshed.ts)
//   npm run catalog -- --check     writes nothing; says where the snapshot and its sources differ
//   npm run catalog -- --report    writes nothing; fields by source, differences settled; fails if one is not
//
// The same inputs give the same bytes.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { packageRoot } from '../src/util/package-root.ts';
import { asText } from './catalog/as-text.ts';
import { composeCatalog } from './catalog/compose.ts';
import { differencesPage } from './catalog/differences-page.ts';
import { recordedById } from './catalog/recorded.ts';
import { reportOf } from './catalog/report.ts';
import { settler } from './catalog/settle.ts';
import * as files from './catalog/source-files.ts';
import { readJson } from './read-json.ts';
import { writeOrCheck } from './write-or-check.ts';

/** The release that the snapshot is built from, and the day on which npm published it. */
const CLIENT = { version: '1.10.1', published: '2026-05-04' };

const client = 'node_modules/@fal-ai/client';

const [option] = process.argv.slice(2);
if (![undefined, '--check', '--report'].includes(option)) {
  throw new Error('usage: npm run catalog -- [--check | --report]');
}
const { version } = readJson(join(client, 'package.json'), z.object({ version: z.string() }));
if (version !== CLIENT.version) {
  throw new Error(
    `@fal-ai/client is ${version}, the snapshot is of ${CLIENT.version}: update CLIENT in this script.`,
  );
}

const facts = readJson('scripts/catalog/newer-facts.json', files.newerFacts);
const found = readJson('scripts/catalog/found-facts.json', files.foundFacts);
const refreshed = readJson('scripts/catalog/refreshed.json', files.refreshed).endpoints;
const recorded = readJson('scripts/catalog/recorded/schemas-2026-01-28.json', files.recorded);
const settled = settler(readJson('scripts/catalog/settled.json', files.settled).decisions);
const days = refreshed.map(({ as_of }) => as_of).toSorted();
const lastRefreshed = days.at(-1);
const composed = composeCatalog(
  {
    types: readFileSync(join(packageRoot, client, 'src/types/endpoints.d.ts'), 'utf8'),
    typesAsOf: CLIENT.published,
    recorded: recordedById(recorded.endpoints),
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
  ...(lastRefreshed === undefined
    ? {}
    : { "fal's Platform API": { about: 'schemas as `models refresh` read them', as_of: lastRefreshed } }),
};

if (option === '--report') {
  const { text, unexplained } = reportOf(sources, composed.endpoints, settled);
  console.log(text);
  if (unexplained > 0) process.exitCode = 1;
} else {
  writeOrCheck('npm run catalog', [
    ['presets/catalog.json', asText({ sources, under: found.under, ...composed })],
    ['docs/catalog-differences.md', differencesPage(sources, settled)],
  ]);
}
