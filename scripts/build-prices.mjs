// Turns the dated list of fal's prices into presets/prices.json: `node scripts/build-prices.mjs LIST [TARGET]`.
// Every modifier of a rule must be read; what cannot be is told with its endpoint and field, and nothing is written.
// `node scripts/settle-prices.mjs` then brings in what was settled against other sources.
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import prettier from 'prettier';
import { parseTypes, schemaOfType } from './catalog/parse-types.mjs';
import { priceRow } from './prices/row.mjs';

/** The day on which the list was made. */
const AS_OF = '2026-11-20';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const [path, target = join(root, 'presets', 'prices.json')] = process.argv.slice(2);
if (path === undefined) {
  console.error('Usage: node scripts/build-prices.mjs LIST [TARGET]');
  process.exit(2);
}

const facts = JSON.parse(await readFile(path, 'utf8'));
const typed = await inputsOfTheClient();
const byId = new Map(facts.map((fact) => [fact.endpoint_id, fact]));
const problems = [];
const prices = [...byId.keys()]
  .toSorted((a, b) => (a < b ? -1 : 1))
  .flatMap((id) => {
    try {
      return [priceRow(byId.get(id), typed, (other) => byId.get(other))];
    } catch (error) {
      problems.push(error.message);
      return [];
    }
  });
if (byId.size !== facts.length) problems.push('an endpoint stands there twice');
if (problems.length > 0) {
  console.error(problems.join('\n'));
  process.exit(1);
}

const text = JSON.stringify({ currency: 'USD', as_of: AS_OF, prices });
const style = await prettier.resolveConfig(join(root, 'presets', 'prices.json'));
await writeFile(target, await prettier.format(text, { ...style, parser: 'json' }));
console.log(`${prices.length} prices written to ${target}`);

/** The input of an endpoint as JSON Schema, from the published types of @fal-ai/client; undefined where it has none. */
async function inputsOfTheClient() {
  const file = join(root, 'node_modules/@fal-ai/client/src/types/endpoints.d.ts');
  const { types, endpoints } = parseTypes(await readFile(file, 'utf8'));
  return (id) => {
    const found = endpoints.get(id);
    return found === undefined ? undefined : schemaOfType(found.input, types);
  };
}
