// Counts what an agent's context holds of this server, and writes the page that says so.
//
//   npm run context             builds the program, counts with it, writes references/context-cost.md
//
// bench/campaigns/context-cost.test.ts counts anew, and compares.
import { writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const support = (name) => import(join(root, 'dist', 'test', 'support', name));
const { countContext } = await support('count-context.js');
const { contextPage } = await support('context-page.js');

const page = contextPage(await countContext());
writeFileSync(join(root, 'references', 'context-cost.md'), page);
console.log(page);
