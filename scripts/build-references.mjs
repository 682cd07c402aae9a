// Builds the pages of references/ that are made from data.
//
//   npm run references                            builds the program, then writes the pages
//   node scripts/build-references.mjs --check     writes nothing; fails where a page differs from its data
//
// The data are read from the built program, as plain Node cannot load the sources.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { measuresPage } from './references/measures-page.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const { MEASURE_DEFINITIONS } = await import(join(root, 'dist/src/media/measure/definitions.js'));

const pages = { 'references/measures.md': measuresPage(MEASURE_DEFINITIONS) };

for (const [name, text] of Object.entries(pages)) {
  const path = join(root, name);
  if (process.argv[2] !== '--check') {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  } else if (readFileSync(path, 'utf8') !== text) {
    console.error(`${name} differs from its data: run npm run references and look at the difference.`);
    process.exitCode = 1;
  }
}
