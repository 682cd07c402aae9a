import { describe, expect, it } from 'vitest';
import { putTable, readTomlTable } from './put-table.ts';

const KEYS = { command: 'npx', args: ['-y', 'fal-video'], tool_timeout_sec: 120 };
const put = (text: string) => putTable(text, 'mcp_servers', 'fal-video', KEYS);
const TABLE = '[mcp_servers.fal-video]\ncommand = "npx"\nargs = ["-y","fal-video"]\ntool_timeout_sec = 120\n';

describe('a table in TOML', () => {
  it('makes a file that was not there', () => {
    expect(put('')).toBe(TABLE);
  });

  it('is added at the end, and nothing before it changes', () => {
    const before = '# mine\nmodel = "gpt-5.5"\n\n[mcp_servers.other]\ncommand = "x" # keep\n';
    expect(put(before)).toBe(`${before}\n${TABLE}`);
  });

  it('changes only its own lines where it is there already', () => {
    const before = `[mcp_servers.fal-video]\nenabled = true\ncommand = "old" # was\n\n[mcp_servers.fal-video.tools.get_job]\napproval_mode = "approve"\n`;
    expect(put(before)).toBe(
      `[mcp_servers.fal-video]\nargs = ["-y","fal-video"]\ntool_timeout_sec = 120\nenabled = true\ncommand = "npx"\n\n[mcp_servers.fal-video.tools.get_job]\napproval_mode = "approve"\n`,
    );
  });

  it('is put twice as once, and read again', () => {
    const once = put('a = 1\n');
    expect(put(once)).toBe(once);
    expect(readTomlTable(once, 'mcp_servers', 'fal-video')).toEqual(KEYS);
    expect(readTomlTable('a = 1', 'mcp_servers', 'fal-video')).toBeNull();
  });

  it.each([
    ['a list over several lines', '[mcp_servers.fal-video]\nargs = [\n  "x",\n]\n'],
    ['an inline table', 'mcp_servers = { fal-video = { command = "x" } }\n'],
    ['dotted keys', 'mcp_servers.fal-video.command = "x"\n'],
  ])('is refused where it stands as %s', (_, text) => {
    expect(() => put(text)).toThrow(SyntaxError);
  });

  it.each([
    ["args = ['a', 'b'] # both", ['a', 'b']],
    ['args = ["a", "b"]', ['a', 'b']],
    ['args = [', undefined],
  ])('reads %s', (line, value) => {
    expect(readTomlTable(`[mcp_servers."fal-video"]\n${line}\n`, 'mcp_servers', 'fal-video')).toEqual({
      args: value,
    });
  });
});
