// Writes the JSON Schema of experiment files, for editors, from the one that reads them. A test holds them together.
//   npm run schema
import { mkdirSync, writeFileSync } from 'node:fs';
import { planFileJsonSchema } from '../dist/src/experiments/plan/plan-file.js';

const folder = new URL('../schemas/', import.meta.url);
mkdirSync(folder, { recursive: true });
writeFileSync(
  new URL('experiment.schema.json', folder),
  `${JSON.stringify(planFileJsonSchema(), null, 2)}\n`,
);
