// Counts what an agent's context holds of this server, and writes the page that says so.
//
//   npm run context             builds the program, counts with it, writes references/context-cost.md
//
// bench/campaigns/context-cost.test.ts counts anew, and compares.
import { contextPage } from '../test/support/context-page.ts';
import { countContext } from '../test/support/count-context.ts';
import { writeOrCheck } from './write-or-check.ts';

const page = contextPage(await countContext());
writeOrCheck('npm run context', [['references/context-cost.md', page]]);
console.log(page);
