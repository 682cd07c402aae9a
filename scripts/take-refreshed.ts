// Keeps what `fal-video models refresh` read from fal as a source of the shipped catalog.
//
//   node dist/scripts/take-refreshed.js PROJECT_CACHE    then: npm run catalog, and look at the difference
//
// PROJECT_CACHE is the project's catalog-live.json, of real fal and of no simulator.
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readLiveCache, whoSaid } from '../src/models/live/live-cache.ts';
import { packageRoot } from '../src/util/package-root.ts';
import { takeRefreshed } from './catalog/refreshed.ts';
import { refreshed } from './catalog/source-files.ts';
import { readJson } from './read-json.ts';

const KEPT = 'scripts/catalog/refreshed.json';

const [cache = ''] = process.argv.slice(2);
const { entries, problem } = await readLiveCache(resolve(cache), whoSaid(false));
if (entries.length === 0) throw new Error(problem ?? `${cache} holds nothing that fal said.`);
const rows = takeRefreshed(
  readJson(KEPT, refreshed).endpoints,
  entries.map(({ entry }) => entry),
);
writeFileSync(
  join(packageRoot, KEPT),
  `{"endpoints":[\n${rows.map((row) => JSON.stringify(row)).join(',\n')}\n]}\n`,
);
console.log(`${rows.length} endpoints as fal described them`);
