import { homedir } from 'node:os';
import { join } from 'node:path';
import { readIfExists } from '../../util/atomic-file.ts';
import { type Finding, ok, warn } from './check.ts';

interface Client {
  name: string;
  /** Files in which it may name its servers. */
  files: readonly string[];
  how: string;
}

/** Whether the two most used agents know the server. Not knowing it is no fault: the command line needs neither. */
export async function checkClients(root: string, env: NodeJS.ProcessEnv): Promise<Finding[]> {
  const home = env['HOME'] ?? homedir();
  const clients: Client[] = [
    {
      name: 'Claude Code',
      files: [join(root, '.mcp.json'), join(home, '.claude.json')],
      how: 'claude mcp add fal-video -- npx -y fal-video mcp',
    },
    {
      name: 'Codex',
      files: [
        join(root, '.codex', 'config.toml'),
        join(env['CODEX_HOME'] ?? join(home, '.codex'), 'config.toml'),
      ],
      // `codex mcp add --env` would write the key in clear; a key file needs no environment.
      how: 'codex mcp add fal-video -- npx -y fal-video mcp, and `fal-video auth` for the key: Codex hands its servers no environment',
    },
  ];
  return await Promise.all(clients.map(checkClient));
}

/** As a key of JSON, or as a table of TOML. */
const NAMED = /"fal-video"\s*:|\[mcp_servers\."?fal-video"?[.\]]/;

async function checkClient({ name, files, how }: Client): Promise<Finding> {
  const check = `client: ${name}`;
  for (const file of files) {
    const text = await readIfExists(file).catch(() => null);
    if (text !== null && NAMED.test(text)) return ok(check, `names fal-video in ${file}`);
  }
  return warn(check, 'not set up here', `If you use it: ${how}.`);
}
