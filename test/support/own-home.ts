import { mkdirSync } from 'node:fs';

/** What tells the program whose machine it is on: keys, settings, where they lie, ways into the network. */
const OF_THE_TESTER = /^(FAL_|XDG_CONFIG_HOME$|CLAUDE_PROJECT_DIR$|(https?|all|no)_proxy$)/i;

/** From here on this process, and what it starts, has a home without a key, and nothing of the tester's around it. */
export function moveToOwnHome(folder: string): void {
  for (const name of Object.keys(process.env)) if (OF_THE_TESTER.test(name)) delete process.env[name];
  mkdirSync(folder, { recursive: true });
  process.env['HOME'] = folder;
}
