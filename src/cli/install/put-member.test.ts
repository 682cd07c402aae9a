import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readJsonc } from './jsonc.ts';
import { putMember } from './put-member.ts';

const ENTRY = { command: 'npx', args: ['-y', 'fal-video'] };
const put = (text: string) => putMember(text, 'servers', 'fal-video', ENTRY);
const lines = (...text: string[]) => text.join('\n');

describe('an entry in JSON with comments', () => {
  it('makes a file that was not there', () => {
    expect(JSON.parse(put(''))).toEqual({ servers: { 'fal-video': ENTRY } });
  });

  it('stands last, behind the comments, with the indentation of its neighbours', () => {
    const before = lines(
      '{',
      '    // mine',
      '    "servers": {',
      '        "other": { "command": "x" } // keep',
      '    },',
      '    "inputs": [],',
      '}',
    );
    expect(put(before)).toBe(
      lines(
        '{',
        '    // mine',
        '    "servers": {',
        '        "other": { "command": "x" }, // keep',
        '        "fal-video": {',
        '            "command": "npx",',
        '            "args": [',
        '                "-y",',
        '                "fal-video"',
        '            ]',
        '        }',
        '    },',
        '    "inputs": [],',
        '}',
      ),
    );
  });

  it('adds its section where there is none, also behind a last comma', () => {
    for (const before of [
      '{}',
      '{"a":1}',
      '{\n  "a": 1,\n}\n',
      '{ /* "servers": { } */ }',
      '\ufeff{"a": "}"}',
    ]) {
      const after = readJsonc(put(before)).value;
      expect(after).toEqual({ ...(readJsonc(before).value as object), servers: { 'fal-video': ENTRY } });
    }
  });

  it('replaces the one that was there, and nothing else', () => {
    const before = '{"servers": {"fal-video": {"command": "old"}, "other": 1}}';
    const after = put(before);
    expect(after.startsWith('{"servers": {"fal-video": {')).toBe(true);
    expect(after.endsWith(', "other": 1}}')).toBe(true);
  });

  it('is put twice as once', () => {
    const once = put('{\r\n\t"servers": {}\r\n}\r\n');
    expect(put(once)).toBe(once);
    expect(once.replaceAll('\r\n', '')).not.toContain('\n');
  });

  it.each([
    '[]',
    '{"servers": []}',
    '{"servers": 1}',
    '{"a" 1}',
    '{"a": 1',
    'nonsense',
    '{"a": 1} x',
    '{"a": 1e}',
  ])('is refused in %s', (text) => {
    expect(() => put(text)).toThrow(SyntaxError);
  });

  it('keeps every other value of any JSON, however it is laid out', () => {
    const file = fc.tuple(fc.dictionary(fc.string(), fc.jsonValue()), fc.constantFrom(0, 1, 2, '\t'));
    fc.assert(
      fc.property(file, ([value, indent]) => {
        const { servers, ...others } = value;
        const whole = fc.stringify(servers).length > 6 ? { ...others, servers: { kept: servers } } : others;
        const after = JSON.parse(put(JSON.stringify(whole, null, indent))) as Record<string, object>;
        expect(after).toEqual({
          ...(JSON.parse(JSON.stringify(whole)) as object),
          servers: { ...(JSON.parse(JSON.stringify(whole.servers ?? {})) as object), 'fal-video': ENTRY },
        });
      }),
    );
  });
});
