// Writes the JSON Schema of experiment files, for editors, from the one that reads them. A test holds them together.
//   npm run schema
import { writeFileSync } from 'node:fs';
import { planFileJsonSchema } from '../dist/src/experiments/plan/plan-file.js';

writeFileSync(
  new URL('../experiments/experiment.schema.json', import.meta.url),
  `${JSON.stringify(planFileJsonSchema(), null, 2)}\n`,
);
