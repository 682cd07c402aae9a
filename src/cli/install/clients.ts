import { homedir } from 'node:os';
import { join } from 'node:path';
import { setting } from '../../project/root.ts';
import { readJsonc } from './jsonc.ts';
import { putMember } from './put-member.ts';
import { putTable, readTable } from './put-table.ts';

export const CLIENTS = ['claude', 'codex', 'cursor', 'vscode'] as const;
export type ClientName = (typeof CLIENTS)[number];
export type Scope = 'project' | 'user';

/** How a server process is started. */
export interface Start {
  command: string;
  args: string[];
}

export interface Places {
  root: string;
  env: NodeJS.ProcessEnv;
}

/** What an agent has to be told, and where. */
export interface ClientSetup {
  title: string;
  /** Where it is written unless something else is asked for. */
  usual: Scope;
  file: (scope: Scope, places: Places) => string;
  /** What should stand under `fal-video`. Never a key: that is kept by `fal-video auth` or the environment. */
  entry(start: Start): Record<string, unknown>;
  /** The text of the file with the entry in it, all else untouched. Throws a SyntaxError where that cannot be done. */
  put(text: string, entry: Record<string, unknown>): string;
  /** What stands under `fal-video` in the text; `null` for nothing. Throws a SyntaxError. */
  read(text: string): Record<string, unknown> | null;
  /** What the person does next. */
  next: string;
}

export const SERVER = 'fal-video';

const home = ({ env }: Places) => setting(env['HOME']) ?? homedir();
/** Servers as a section of a JSON file. */
const inJson = (section: string): Pick<ClientSetup, 'put' | 'read'> => ({
  put: (text, entry) => putMember(text, section, SERVER, entry),
  read: (text) => memberAt(text.trim() === '' ? {} : readJsonc(text).value, [section, SERVER]),
});

/** The object at a path of names in a parsed file; `null` where there is none. */
export function memberAt(value: unknown, path: readonly string[]): Record<string, unknown> | null {
  let at = value;
  for (const name of path) at = isObject(at) && Object.hasOwn(at, name) ? at[name] : null;
  return isObject(at) ? at : null;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object';

/** A client that does not know the word leaves it as it is, and the server then takes its working directory. */
const IN_WORKSPACE = { env: { FAL_VIDEO_ROOT: '${workspaceFolder}' } };

export const SETUPS: Record<ClientName, ClientSetup> = {
  claude: {
    title: 'Claude Code',
    usual: 'project',
    file: (scope, places) =>
      scope === 'project' ? join(places.root, '.mcp.json') : join(home(places), '.claude.json'),
    entry: (start) => ({ ...start }),
    ...inJson('mcpServers'),
    next: 'Start claude in the project and agree to its server fal-video; /mcp shows it.',
  },
  codex: {
    title: 'Codex',
    // A project's own configuration counts only where the project is trusted; the server starts in the project either way.
    usual: 'user',
    file: (scope, places) =>
      scope === 'project'
        ? join(places.root, '.codex', 'config.toml')
        : join(codexHome(places), 'config.toml'),
    entry: (start) => ({
      ...start,
      // Codex hands its servers no environment but what is named; XDG_CONFIG_HOME leads to the key file.
      env_vars: ['FAL_KEY', 'FAL_API_KEY', 'XDG_CONFIG_HOME'],
      // The first start may have to fetch the package.
      startup_timeout_sec: 120,
      tool_timeout_sec: 120,
    }),
    put: (text, entry) => putTable(text, 'mcp_servers', SERVER, entry),
    read: (text) => readTable(text, 'mcp_servers', SERVER),
    next: 'Start codex in the project; `codex mcp list` shows it.',
  },
  cursor: {
    title: 'Cursor',
    usual: 'project',
    file: (scope, places) => join(scope === 'project' ? places.root : home(places), '.cursor', 'mcp.json'),
    entry: (start) => ({ ...start, ...IN_WORKSPACE }),
    ...inJson('mcpServers'),
    next: 'Open the project in Cursor and switch fal-video on under Settings, Tools & MCP.',
  },
  vscode: {
    title: 'VS Code',
    usual: 'project',
    file: (scope, places) =>
      scope === 'project' ? join(places.root, '.vscode', 'mcp.json') : join(codeHome(places), 'mcp.json'),
    entry: (start) => ({ type: 'stdio', ...start, ...IN_WORKSPACE }),
    ...inJson('servers'),
    next: 'Open the project in VS Code and start fal-video where .vscode/mcp.json offers it.',
  },
};

export const codexHome = (places: Places) =>
  setting(places.env['CODEX_HOME']) ?? join(home(places), '.codex');

/** VS Code documentation, "User settings location". */
function codeHome(places: Places): string {
  const above: Partial<Record<NodeJS.Platform, string>> = {
    darwin: join(home(places), 'Library', 'Application Support'),
    win32: setting(places.env['APPDATA']) ?? join(home(places), 'AppData', 'Roaming'),
  };
  const usual = setting(places.env['XDG_CONFIG_HOME']) ?? join(home(places), '.config');
  return join(above[process.platform] ?? usual, 'Code', 'User');
}
