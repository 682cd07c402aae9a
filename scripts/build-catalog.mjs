// Builds presets/catalog.json: every image and video endpoint of fal with its input and output as JSON Schema.
//
//   node scripts/build-catalog.mjs                  from the installed @fal-ai/client and scripts/catalog/newer-facts.json
//   node scripts/build-catalog.mjs --prices FILE    first reads newer facts out of a price list, once
//   node scripts/build-catalog.mjs --check          writes nothing; says where the snapshot and its sources differ
//
// The price list is optional and stays outside the project: what is used of it is kept in newer-facts.json, which is
// the project's own data, like the catalog itself. The same inputs give the same bytes.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { composeCatalog } from './catalog/compose.mjs';
import { factsOfRow } from './catalog/price-facts.mjs';

/** The release that the snapshot is built from, and the day on which npm published it. */
const CLIENT = { version: '1.10.1', published: '2026-05-04' };

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const CATALOG = join(root, 'presets/catalog.json');
const FACTS = join(root, 'scripts/catalog/newer-facts.json');
const client = join(root, 'node_modules/@fal-ai/client');

const [option, file] = process.argv.slice(2);
if (option !== undefined && option !== '--check' && (option !== '--prices' || file === undefined)) {
  fail('usage: node scripts/build-catalog.mjs [--prices FILE | --check]');
}
const { version } = readJson(join(client, 'package.json'));
if (version !== CLIENT.version) {
  fail(`@fal-ai/client is ${version}, the snapshot is of ${CLIENT.version}: update CLIENT in this script.`);
}
if (option === '--prices') writeFacts(readJson(resolve(file)));

const facts = readJson(FACTS);
const types = readFileSync(join(client, 'src/types/endpoints.d.ts'), 'utf8');
const catalog = asText(composeCatalog(types, facts.endpoints, CLIENT.published));
if (option === '--check') check();
else writeFileSync(CATALOG, catalog);

/** One endpoint a line, so that a change reads as a change of one endpoint. */
function asText({ definitions, endpoints }) {
  const sources = { '@fal-ai/client': `${CLIENT.version}, ${CLIENT.published}`, 'newer facts': facts.as_of };
  return [
    `{"sources":${JSON.stringify(sources)},`,
    '"definitions":{',
    Object.entries(definitions)
      .map(([name, schema]) => `${JSON.stringify(name)}:${JSON.stringify(schema)}`)
      .join(',\n'),
    '},',
    '"endpoints":[',
    endpoints.map((each) => JSON.stringify(each)).join(',\n'),
    ']}\n',
  ].join('\n');
}

function writeFacts(rows) {
  const lines = rows
    .map(factsOfRow)
    .toSorted((a, b) => (a.endpoint_id < b.endpoint_id ? -1 : 1))
    .map((fact) => JSON.stringify(fact));
  const head =
    '{"as_of":"2026-11-20","about":"what dated copies of fal\'s pages say of endpoints","endpoints":[';
  writeFileSync(FACTS, `${head}\n${lines.join(',\n')}\n]}\n`);
}

function check() {
  const kept = readFileSync(CATALOG, 'utf8').split('\n');
  const built = catalog.split('\n');
  const wrong = built.findIndex((line, index) => line !== kept[index]);
  if (wrong < 0 && kept.length === built.length) return;
  const at = wrong < 0 ? built.length : wrong;
  fail(`presets/catalog.json differs from its sources at line ${at + 1}: ${(built[at] ?? '').slice(0, 100)}
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
