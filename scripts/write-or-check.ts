import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { packageRoot } from '../src/util/package-root.ts';

/**
 * Writes files, by their paths from the root; `null` removes one. With `--check` nothing is written, and the program fails
 * where a file is not as `command` writes it.
 */
export function writeOrCheck(command: string, files: Iterable<[string, string | Buffer | null]>): void {
  for (const [name, content] of files) {
    const path = join(packageRoot, name);
    const there = existsSync(path) ? readFileSync(path).toString('latin1') : null;
    if (there === (content === null ? null : Buffer.from(content).toString('latin1'))) continue;
    if (process.argv.includes('--check')) {
      console.error(`${name} is not as \`${command}\` writes it.`);
      process.exitCode = 1;
    } else if (content === null) {
      rmSync(path);
    } else {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
    }
  }
}
