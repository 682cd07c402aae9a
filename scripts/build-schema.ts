// Writes the JSON Schema of experiment files, for editors, from the one that reads them. A test holds them together.
//   npm run schema
import { planFileJsonSchema } from '../src/experiments/plan/plan-file.ts';
import { writeOrCheck } from './write-or-check.ts';

const schema = JSON.stringify(planFileJsonSchema(), null, 2);
writeOrCheck('npm run schema', [['experiments/experiment.schema.json', `${schema}\n`]]);
