import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createFal } from '@ai-sdk/fal';
import { createFalClient } from '@fal-ai/client';
import { afterEach, describe, expect, it } from 'vitest';
import type { DialectName } from '../src/simulator/index.ts';
import { makeSandbox, type Sandbox } from './support/sandbox.ts';

// The simulator is only worth as much as what real clients make of it. Both believe that they speak to fal;
// their fetch is led here, and they know no other host.
let sandbox: Sandbox;
afterEach(() => sandbox.close());

const asFal = { queue: 'https://queue.fal.run', media: 'https://v3.fal.media' };
const open = async (dialect: DialectName) => {
  sandbox = await makeSandbox({ simulator: { dialect, speakAs: asFal } });
};

const ledHere: typeof fetch = (input, init) => {
  const url = input instanceof Request ? input.url : String(input);
  const led = url.replace(/^https:\/\/(queue\.fal\.run|rest\.fal\.ai|v3\.fal\.media)/, sandbox.simulator.url);
  return fetch(led, init);
};

async function expectVideo(url: string): Promise<void> {
  const bytes = Buffer.from(await (await ledHere(url)).arrayBuffer());
  expect(bytes.subarray(4, 8).toString('latin1')).toBe('ftyp');
  expect(sandbox.simulator.books.accepted()).toHaveLength(1);
  expect(sandbox.simulator.books.violations).toEqual([]);
}

const prompt = 'the hero walks in place';

describe.each(['reference', 'guide'] as const)('in the dialect of the %s', (dialect) => {
  it('@fal-ai/client 1.10.1 uploads a picture and runs a job to its video', async () => {
    await open(dialect);
    const fal = createFalClient({ credentials: 'simulated:not-a-real-key', fetch: ledHere });
    const picture = await fal.storage.upload(
      new Blob([await readFile(join(sandbox.root, 'hero.png'))], { type: 'image/png' }),
    );
    const result = await fal.subscribe('fal-ai/kling-video/v3/pro/image-to-video', {
      input: { prompt, start_image_url: picture, duration: '5' },
      pollInterval: 20,
    });
    await expectVideo(result.data.video.url);
  });

  it('@ai-sdk/fal 2.0 runs a job to its video', async () => {
    await open(dialect);
    const fal = createFal({ apiKey: 'simulated:not-a-real-key', fetch: ledHere });
    const image = new Uint8Array(await readFile(join(sandbox.root, 'hero.png')));
    const result = await fal.video('veo3.1/fast/image-to-video').doGenerate({
      prompt,
      n: 1,
      image: { type: 'file', mediaType: 'image/png', data: image },
      duration: 4,
      aspectRatio: undefined,
      resolution: undefined,
      fps: undefined,
      seed: undefined,
      frameImages: undefined,
      inputReferences: undefined,
      generateAudio: undefined,
      providerOptions: { fal: { pollIntervalMs: 20 } },
    });
    const [video] = result.videos;
    await expectVideo(video?.type === 'url' ? video.url : '');
  });
});
