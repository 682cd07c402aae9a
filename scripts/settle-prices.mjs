// Brings what was settled (scripts/prices/settled.mjs) into presets/prices.json: `node scripts/settle-prices.mjs [TARGET]`.
// Again changes nothing. Then compares the table with the base units of fal's pricing API: what no rule explains must be settled.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import prettier from 'prettier';
import { comparePrices } from './prices/compare.mjs';
import { settle } from './prices/settle.mjs';

const root = join(import.meta.dirname, '..');
const target = process.argv[2] ?? join(root, 'presets', 'prices.json');
const file = JSON.parse(await readFile(target, 'utf8'));
const prices = settle(file.prices);
const style = await prettier.resolveConfig(join(root, 'presets', 'prices.json'));
await writeFile(
  target,
  await prettier.format(JSON.stringify({ ...file, prices }), { ...style, parser: 'json' }),
);

const found = comparePrices(prices);
for (const { verdict, endpoint_id, base, figures, why } of found.filter(
  (each) => each.verdict !== 'explained',
))
  console.log(`${verdict}  ${endpoint_id}: ${base}; ${figures}${why === undefined ? '' : `; ${why}`}`);
const count = (verdict) => found.filter((each) => each.verdict === verdict).length;
console.log(
  `${prices.length} prices, ${found.length} with a base unit: ${count('explained')} explained by their rules, ${count('settled')} settled, ${count('OPEN')} open.`,
);
process.exitCode = count('OPEN') === 0 ? 0 : 1;
