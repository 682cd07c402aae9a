// Keeps what `fal-video models refresh` read from fal as a source of the shipped catalog.
//
//   node scripts/take-refreshed.mjs PROJECT_CACHE    then: npm run catalog, and look at the difference
//
// PROJECT_CACHE is the project's catalog-live.json, of real fal and of no simulator.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { takeRefreshed } from './catalog/refreshed.mjs';

const [cache] = process.argv.slice(2);
if (cache === undefined) {
  console.error('usage: node scripts/take-refreshed.mjs PROJECT_CACHE');
  process.exit(2);
}
const target = join(dirname(fileURLToPath(import.meta.url)), 'catalog/refreshed.json');
const read = (path) => JSON.parse(readFileSync(path, 'utf8'));
const rows = takeRefreshed(read(target).endpoints, read(resolve(cache)));
writeFileSync(target, `{"endpoints":[\n${rows.map((row) => JSON.stringify(row)).join(',\n')}\n]}\n`);
console.log(`${rows.length} endpoints as fal described them`);
