import { homedir } from 'node:os';
import { join } from 'node:path';
import { setting } from '../../project/root.ts';
import { readJsonc } from './jsonc.ts';
import { putMember } from './put-member.ts';
import { putTable, readTomlTable } from './put-table.ts';

export const CLIENTS = ['claude', 'codex', 'cursor', 'vscode'] as const;
export type ClientName = (typeof CLIENTS)[number];
export type InstallScope = 'project' | 'user';

/** How a server process is started. */
export interface Start {
  command: string;
  args: string[];
}

export interface ConfigRoots {
  root: string;
  env: NodeJS.ProcessEnv;
}

/** What an agent has to be told, and where. */
export interface ClientSetup {
  title: string;
  /** Where it is written unless something else is asked for. */
  usual: InstallScope;
  /** Whether its file for all projects can start a server that knows which one it is for. */
  everywhere: boolean;
  file: (scope: InstallScope, roots: ConfigRoots) => string;
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

const home = ({ env }: ConfigRoots) => setting(env['HOME']) ?? homedir();
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

/** `XDG_CONFIG_HOME` leads to the key file. */
const KEY_VARIABLES = ['FAL_KEY', 'FAL_API_KEY', 'XDG_CONFIG_HOME'];

/** The way out of a network that has proxies, or an authority of its own for certificates. */
const NETWORK_VARIABLES = [
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'NO_PROXY'].flatMap((name) => [name, name.toLowerCase()]),
  'NODE_EXTRA_CA_CERTS',
];

/** Only in the file of a workspace: in one for all projects the word has no folder to stand for. */
const IN_WORKSPACE = { env: { FAL_VIDEO_ROOT: '${workspaceFolder}' } };

export const SETUPS: Record<ClientName, ClientSetup> = {
  claude: {
    title: 'Claude Code',
    usual: 'project',
    everywhere: true,
    file: (scope, roots) =>
      scope === 'project' ? join(roots.root, '.mcp.json') : join(home(roots), '.claude.json'),
    entry: (start) => ({ ...start }),
    ...inJson('mcpServers'),
    next: 'Start claude in the project and agree to its server fal-video; /mcp shows it.',
  },
  codex: {
    title: 'Codex',
    // A project's own configuration counts only where the project is trusted; the server starts in the project either way.
    usual: 'user',
    everywhere: true,
    file: (scope, roots) =>
      scope === 'project' ? join(roots.root, '.codex', 'config.toml') : join(codexHome(roots), 'config.toml'),
    entry: (start) => ({
      ...start,
      // Codex hands its servers no environment but what is named.
      env_vars: [...KEY_VARIABLES, ...NETWORK_VARIABLES],
      // The first start may have to fetch the package.
      startup_timeout_sec: 120,
      tool_timeout_sec: 120,
    }),
    put: (text, entry) => putTable(text, 'mcp_servers', SERVER, entry),
    read: (text) => readTomlTable(text, 'mcp_servers', SERVER),
    next: 'Start codex in the project; `codex mcp list` shows it.',
  },
  cursor: {
    title: 'Cursor',
    usual: 'project',
    everywhere: false,
    file: (scope, roots) => join(scope === 'project' ? roots.root : home(roots), '.cursor', 'mcp.json'),
    entry: (start) => ({ ...start, ...IN_WORKSPACE }),
    ...inJson('mcpServers'),
    next: 'Open the project in Cursor and switch fal-video on under Settings, Tools & MCP.',
  },
  vscode: {
    title: 'VS Code',
    usual: 'project',
    everywhere: false,
    file: (scope, roots) =>
      scope === 'project' ? join(roots.root, '.vscode', 'mcp.json') : join(codeHome(roots), 'mcp.json'),
    entry: (start) => ({ type: 'stdio', ...start, ...IN_WORKSPACE }),
    ...inJson('servers'),
    next: 'Open the project in VS Code and start fal-video where .vscode/mcp.json offers it.',
  },
};

export const codexHome = (roots: ConfigRoots) =>
  setting(roots.env['CODEX_HOME']) ?? join(home(roots), '.codex');

/** VS Code documentation, "User settings location". */
function codeHome(roots: ConfigRoots): string {
  const above: Partial<Record<NodeJS.Platform, string>> = {
    darwin: join(home(roots), 'Library', 'Application Support'),
    win32: setting(roots.env['APPDATA']) ?? join(home(roots), 'AppData', 'Roaming'),
  };
  const usual = setting(roots.env['XDG_CONFIG_HOME']) ?? join(home(roots), '.config');
  return join(above[process.platform] ?? usual, 'Code', 'User');
}
