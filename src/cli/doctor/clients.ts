import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { findKey } from '../../project/key.ts';
import { setting } from '../../project/root.ts';
import { NoText, readTextIfExists } from '../../util/read-text.ts';
import {
  CLIENTS,
  type ClientName,
  codexHome,
  memberAt,
  type ConfigRoots,
  SERVER,
  SETUPS,
} from '../install/clients.ts';
import { readJsonc } from '../install/jsonc.ts';
import { type Finding, fail, ok, warn } from './check.ts';

type Entry = Record<string, unknown>;

/** Whether the agents on this machine start the server, and the right one. Not knowing it is no fault: the command line needs none. */
export async function checkClients(
  root: string,
  env: NodeJS.ProcessEnv,
  version: string,
): Promise<Finding[]> {
  const findings = await Promise.all(CLIENTS.map((name) => checkClient(name, { root, env }, version)));
  return findings.flat();
}

async function checkClient(name: ClientName, roots: ConfigRoots, version: string): Promise<Finding[]> {
  const { title, file } = SETUPS[name];
  const check = `client: ${title}`;
  const install = `fal-video install ${name}`;
  for (const path of [file('project', roots), file('user', roots)]) {
    try {
      const entry = await entryIn(name, path, roots);
      if (entry === null) continue;
      const problem = await problemOf(name, entry, roots, version);
      return [
        problem === null
          ? ok(check, `starts fal-video, by ${path}`)
          : warn(check, `${problem}, by ${path}`, `Run \`${install}\`, or fix the file.`),
      ];
    } catch (error) {
      if (!(error instanceof SyntaxError || error instanceof NoText)) continue;
      return [fail(check, `${path} cannot be read: ${error.message}`, 'Fix the file.')];
    }
  }
  const plugin = await pluginOf(name, roots);
  if (plugin !== null && name === 'claude') return [ok(check, `has the plugin, by ${plugin}`)];
  if (plugin !== null) {
    return [
      warn(check, 'has the plugin, but starts its server outside of the project', `Run \`${install}\`.`),
    ];
  }
  // The two that are used most are worth a line; others only where they are set up.
  return name === 'claude' || name === 'codex'
    ? [warn(check, 'not set up here', `If you use it: ${install}.`)]
    : [];
}

async function entryIn(name: ClientName, path: string, { root }: ConfigRoots): Promise<Entry | null> {
  const text = await readTextIfExists(path);
  if (text === null) return null;
  const entry = SETUPS[name].read(text);
  if (entry !== null || name !== 'claude' || text.trim() === '') return entry;
  // `claude mcp add` writes below the project's path unless it is told otherwise.
  return memberAt(readJsonc(text).value, ['projects', root, 'mcpServers', SERVER]);
}

/** What is wrong with an entry, in words that a file's name can follow. */
async function problemOf(
  name: ClientName,
  entry: Entry,
  { env }: ConfigRoots,
  version: string,
): Promise<string | null> {
  const args = Array.isArray(entry['args']) ? entry['args'].map(String) : [];
  const program = args.find((arg) => isAbsolute(arg) && /\.[cm]?js$/.test(arg));
  if (program !== undefined && !existsSync(program)) return `starts ${program}, which is not there`;
  if (!args.includes('mcp')) return 'starts no server: the argument mcp is missing';
  const pinned = /^fal-video@(\d.*)$/.exec(args.find((arg) => arg.startsWith('fal-video@')) ?? '')?.[1];
  if (pinned !== undefined && pinned !== version) return `starts version ${pinned}, and this is ${version}`;
  if (keyInClear(entry)) return 'holds the fal key in clear (`fal-video auth` keeps it apart)';
  if (name !== 'codex' || namesKey(entry) || (await hasKeyFile(env))) return null;
  return 'hands the server no fal key (`fal-video auth` keeps one where it finds it)';
}

const KEYS = ['FAL_KEY', 'FAL_API_KEY'];

/** `${NAME}` and the like are asked of the environment; anything else is the key itself. */
function keyInClear(entry: Entry): boolean {
  const env = memberAt(entry, ['env']) ?? {};
  return KEYS.some((name) => typeof env[name] === 'string' && setting(env[name]) !== undefined);
}

const namesKey = ({ env_vars }: Entry) =>
  Array.isArray(env_vars) && KEYS.some((name) => env_vars.includes(name));

async function hasKeyFile(env: NodeJS.ProcessEnv): Promise<boolean> {
  const without = Object.fromEntries(Object.entries(env).filter(([name]) => !KEYS.includes(name)));
  return (await findKey(without).catch(() => null)) !== null;
}

/** The file that switches the plugin on. */
async function pluginOf(name: ClientName, roots: ConfigRoots): Promise<string | null> {
  const home = setting(roots.env['HOME']) ?? homedir();
  const files: Partial<Record<ClientName, [path: string, on: RegExp]>> = {
    claude: [join(home, '.claude', 'settings.json'), /"fal-video@[^"]+"\s*:\s*true/],
    codex: [
      join(codexHome(roots), 'config.toml'),
      /\[plugins\."fal-video@[^"]+"\][^\S\n]*\n\s*enabled\s*=\s*true/,
    ],
  };
  const [path, on] = files[name] ?? [];
  if (path === undefined || on === undefined) return null;
  const text = await readTextIfExists(path).catch(() => null);
  return text !== null && on.test(text) ? path : null;
}
