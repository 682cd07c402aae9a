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
  'node dist/scripts/check-imports.js',
  'node dist/scripts/check-words.js',
];

const lanes = Array.from({ length: availableParallelism() }, async () => {
  for (let check = checks.shift(); check !== undefined; check = checks.shift()) await passes(check);
});
await Promise.all(lanes);

/** The programs are in the PATH that npm gives a script. */
async function passes(check: string): Promise<void> {
  const child = spawn(check, { shell: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const said: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => said.push(chunk));
  const code = await new Promise<unknown>((resolve) => void child.on('error', resolve).on('close', resolve));
  console.log(`${code === 0 ? 'passed' : 'FAILED'}: ${check}`);
  if (code === 0) return;
  process.stdout.write(Buffer.concat(said));
  process.exitCode = 1;
}
