import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { add, newStore, refusal, shipped, TODAY } from '../../../test/support/add-model.ts';
import { STORED, storedOpenApi } from '../../../test/support/openapi.ts';
import { loadModels } from '../index.ts';

describe('a project', () => {
  it('may not take an alias or an endpoint that ships', async () => {
    const own = newStore();
    const { code } = await refusal({
      endpointId: STORED.lynx,
      alias: 'sora-2-i2v',
      openapi: storedOpenApi('lynx'),
      today: TODAY,
    });
    expect(code).toBe('ALIAS_TAKEN');
    const { files } = await add('lynx', own);
    const path = files.at(-1) ?? '';
    const text = readFileSync(path, 'utf8');
    const problem = (written: string) => {
      writeFileSync(path, written);
      return () => loadModels(shipped, [], own.own).list();
    };
    expect(problem(text.slice(0, 40))).toThrow(/lynx\.fal-video\.json/);
    expect(problem(text.replace('"spelling"', '"speling"'))).toThrow(/presets\.0\.duration/);
  });

  it.each([
    ['alias', (text: string) => text.replace('"lynx"', '"pikaframes"')],
    [
      'endpoint',
      (text: string) =>
        text.replace('bytedance/lynx', 'fal-ai/pika/v2.2/pikaframes').replace('"image_url"', '"image_urls"'),
    ],
  ])(
    'keeps working when its %s ships one day: the shipped preset counts, and says so',
    async (_, changed) => {
      const own = newStore();
      const { files } = await add('lynx', own);
      const path = files.at(-1) ?? '';
      writeFileSync(path, changed(readFileSync(path, 'utf8')));
      const loaded = loadModels(shipped, [], own.own);
      const { endpoint_id, notes } = loaded.get('pikaframes');
      expect(endpoint_id).toBe('fal-ai/pika/v2.2/pikaframes');
      expect(notes.at(-1)).toMatch(
        /lynx\.fal-video\.json of the project is not used.*taken by the preset pikaframes.*which counts/,
      );
      expect(loaded.get('veo-3.1-i2v').notes.join()).not.toContain('not used');
    },
  );

  it('may keep other files in its presets folder', async () => {
    const own = newStore();
    await add('lynx', own);
    writeFileSync(join(own.own, 'lightroom.json'), 'not ours');
    expect(loadModels(shipped, [], own.own).get('lynx').alias).toBe('lynx');
  });
});
