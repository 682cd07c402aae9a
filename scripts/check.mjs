// Every check that runs nothing of the program, as many at once as there are cores; what one says is printed when it is
// over, in one piece.
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';

// The longest first.
const checks = [
  // It keeps what it has found in order under node_modules/.cache.
  'prettier --check --log-level warn --cache --cache-strategy content .',
  'oxlint --type-aware',
  'tsc --noEmit',
  'tsc -p src/report/page',
  'node scripts/check-imports.mjs',
  'node scripts/check-words.mjs',
];

const lanes = Array.from({ length: availableParallelism() }, async () => {
  for (let check = checks.shift(); check !== undefined; check = checks.shift()) await passes(check);
});
await Promise.all(lanes);

/** The programs are in the PATH that npm gives a script. */
async function passes(check) {
  const child = spawn(check, { shell: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => said.push(chunk));
  const code = await new Promise((resolve) => void child.on('error', resolve).on('close', resolve));
  console.log(`${code === 0 ? 'passed' : 'FAILED'}: ${check}`);
  if (code === 0) return;
  process.stdout.write(Buffer.concat(said));
  process.exitCode = 1;
}
