// The server of a plugin under `claude plugin eval`: the program itself, led to the simulated fal of the staged
// project. Where nothing is staged there is none, and no other fal is asked either.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { STAGED } from './staged.ts';
import { PROGRAM } from './world.ts';

const project = process.env['CLAUDE_PROJECT_DIR'] ?? process.cwd();
Object.assign(process.env, JSON.parse(readFileSync(join(project, STAGED), 'utf8')));
process.argv = [process.execPath, PROGRAM, 'mcp', '--root', project];
await import(pathToFileURL(PROGRAM).href);
