import { describe, expect, it } from 'vitest';
import { typeLine } from '../../test/support/type-line.ts';
import { tools } from '../../tools/index.ts';
import { ALL_COMMANDS } from './all-commands.ts';
import { paramsOf } from './param.ts';
import { findTool } from './session.ts';

const help = async (...line: string[]) => (await typeLine(line)).stdout;
/** As one line: where the help is broken depends on the screen. */
const flat = (text: string) => text.replaceAll(/\s+/g, ' ');

describe.each(ALL_COMMANDS.map((spec) => [spec.name, spec] as const))('the help of %s', (name, spec) => {
  const words = name.split(' ');
  const params = [
    ...('tool' in spec ? paramsOf(findTool(tools, spec.tool).input) : []),
    ...(spec.own === undefined ? [] : paramsOf(spec.own)),
  ].filter((param) => !('tool' in spec) || spec.hidden?.[param.name] === undefined);

  it('is the same, however it is asked for', async () => {
    const shown = await help(...words, '--help');
    expect(shown).toContain(`Usage: fal-video ${name}`);
    expect(await help('help', ...words)).toBe(shown);
  });

  it('names every value that can be typed', async () => {
    const shown = flat(await help(...words, '--help'));
    const choices = params.flatMap(({ schema }) => [schema.enum ?? schema.items?.enum ?? []]);
    const missing = choices.filter(
      (values) => values.length > 0 && !new RegExp(`(One|Any) of: ${values.join(', ')}\\.`).test(shown),
    );
    expect(missing).toEqual([]);
  });

  it('has a --no- only where that is more than leaving a switch alone, and says what it does', async () => {
    const shown = flat(await help(...words, '--help'));
    expect(shown).not.toContain('The opposite of');
    expect(shown).not.toMatch(/\b(true|false): /);
    const offs = [...shown.matchAll(/--no-([a-z-]+) +([A-Z])/g)].map(([, flag = '']) =>
      flag.replaceAll('-', '_'),
    );
    const meant = params.filter(({ kind, about }) => kind === 'switch' && about.includes(' false: '));
    expect(offs.toSorted()).toEqual(meant.map((param) => param.name).toSorted());
  });
});

describe('help', () => {
  it('alone lists the commands', async () => {
    expect(await help('help')).toBe(await help('--help'));
    expect(await help('help')).toContain('`fal-video help COMMAND`');
  });

  it('on what there is not says so, and what may be meant', async () => {
    for (const line of [
      ['help', 'genrate'],
      ['genrate', '--help'],
    ]) {
      const { exitCode, stdout } = await typeLine(line);
      expect(exitCode).toBe(2);
      expect(JSON.parse(stdout)).toMatchObject({ error: { next: 'Did you mean generate?' } });
    }
  });

  it('leaves the word alone where it is no command', async () => {
    const answers = { list_models: () => ({ summary: '', models: [], next_cursor: null, next: '' }) };
    const { calls } = await typeLine(['models', 'help'], { answers });
    expect(calls[0]?.input).toMatchObject({ text: 'help' });
  });
});
