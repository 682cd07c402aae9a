import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { networkError } from '../src/errors.ts';
import type { FalVideo } from '../src/fal-video.ts';
import { hear } from '../test/support/agent.ts';
import { storedOpenApi, storedWith } from '../test/support/openapi.ts';
import { makeSandbox, type Sandbox } from '../test/support/sandbox.ts';
import { addModelTool } from './add_model.ts';
import { getModel } from './get_model.ts';

// An endpoint of nobody: it never ships.
const LYNX = 'newcomer/lynx';
const stored = storedOpenApi('lynx').replaceAll('bytedance/lynx', LYNX);

describe('add_model', () => {
  let sandbox: Sandbox;
  let video: FalVideo;
  beforeAll(async () => {
    sandbox = await makeSandbox();
    video = await sandbox.open();
    await writeFile(join(sandbox.root, 'lynx.json'), stored);
    await writeFile(
      join(sandbox.root, 'strange.json'),
      storedWith('marey-i2v', { duration: { type: 'integer', minimum: 1, maximum: 1e9 } }).replaceAll(
        'moonvalley/marey',
        'newcomer/puzzle',
      ),
    );
    await writeFile(join(sandbox.root, 'huge.json'), ' '.repeat(10_000_000));
  });
  afterAll(() => sandbox.close());

  it('writes a preset into the project that the other tools know at once, and does so once', async () => {
    const { data, text } = await hear(addModelTool, video, {
      endpoint_id: LYNX,
      from: 'lynx.json',
      alias: 'newcomer-lynx',
    });
    expect(text).not.toContain(sandbox.root);
    expect(data).toMatchObject({
      status: 'added',
      model: 'newcomer-lynx',
      files: ['presets/newcomer-lynx.fal-video.json'],
    });
    const { data: model } = await hear(getModel, video, { model: 'newcomer-lynx' });
    expect(model).toMatchObject({ model: 'newcomer-lynx', endpoint_id: LYNX, durations: [1, 2, 3, 4, 5] });
    const { data: again } = await hear(addModelTool, video, { endpoint_id: LYNX, from: 'lynx.json' });
    expect(again).toMatchObject({ status: 'unchanged', model: 'newcomer-lynx', files: [] });
    expect(again['summary']).toContain('byte for byte');
    const other = await sandbox.open();
    expect(other.models.get('newcomer-lynx').endpoint_id).toBe(LYNX);
  });

  it.each([
    [
      'strange.json',
      'newcomer/puzzle/i2v',
      /^STRANGE_SCHEMA: .*duration: it takes up to 1000000000 seconds \(to decide/,
    ],
    ['huge.json', 'newcomer/huge', /^FILE_TOO_LARGE/],
    ['../lynx.json', 'newcomer/far', /^(NO_SUCH_FILE|PATH_OUTSIDE)/],
    ['hero.png', 'newcomer/puzzle/i2v', /^BAD_OPENAPI: .*no text in UTF-8/],
  ])('with the file %s says what is wrong', async (from, endpoint_id, words) => {
    const { isError, text } = await hear(addModelTool, video, { endpoint_id, from });
    expect(isError).toBe(true);
    expect(text).toMatch(words);
  });

  it('without a file asks fal where it can, and says what to do where it cannot', async () => {
    const endpoint_id = 'newcomer/app/image-to-video';
    const { text } = await hear(addModelTool, video, { endpoint_id });
    expect(text).toMatch(/^NO_SCHEMA: [^]*openapi\.json\?endpoint_id=[^]*--from/);
    const asked: string[] = [];
    const fetchOpenApi = (id: string) => {
      asked.push(id);
      return Promise.resolve(storedOpenApi('marey-i2v').replaceAll('moonvalley/marey/i2v', id));
    };
    const { data } = await hear(addModelTool, { ...video, fetchOpenApi }, { endpoint_id });
    expect(data).toMatchObject({ status: 'added', model: 'app-i2v' });
    await hear(addModelTool, { ...video, fetchOpenApi }, { endpoint_id: 'https://evil.example/x' });
    expect(asked).toEqual([endpoint_id]);
  });

  it('takes the snapshot where fal cannot be asked, and says so', async () => {
    const unreachable = networkError({ code: 'FAL_UNREACHABLE', message: 'No fal.', next: 'Go online.' });
    const offline = { ...video, fetchOpenApi: () => Promise.reject(unreachable) };
    const known = await hear(addModelTool, offline, { endpoint_id: 'moonvalley/marey/t2v' });
    expect(known.data).toMatchObject({ status: 'added', model: 'marey-t2v' });
    expect(known.data['summary']).toMatch(
      /Written from .+ of 2026-\d\d-\d\d\..*fal could not be asked \(FAL_UNREACHABLE\)/,
    );
    const { text } = await hear(addModelTool, offline, { endpoint_id: 'newcomer/other' });
    expect(text).toMatch(
      /^FAL_UNREACHABLE: The snapshot has no schema of newcomer\/other\. No fal\.[^]*Go online\. Or: Save .*--from/,
    );
  });
});
