import { filesByRole } from '../src/jobs/plan/job-request.ts';
import { describe, expect, it } from 'vitest';
import { loadModels } from '../src/models/index.ts';
import type { ToolContext } from '../src/server/define-tool.ts';
import type { Config } from '../src/project/config.ts';
import { jobRequest } from '../src/server/job-request.ts';
import { parseInput } from '../src/server/parse-input.ts';
import { hear } from '../test/support/agent.ts';
import { generateVideo } from './generate_video.ts';
import { getModel } from './get_model.ts';

const models = loadModels();
const catalog = { ensureKnown: () => Promise.resolve(), problem: () => null };
const context = { models, catalog } as unknown as ToolContext;

describe('get_model', () => {
  it('tells the arguments with their allowed values, the price rule with its source, and the preset', async () => {
    const { data } = await hear(getModel, context, { model: 'veo-3.1-fast-i2v' });
    expect(data).toMatchObject({
      model: 'veo-3.1-fast-i2v',
      arguments: expect.arrayContaining([
        expect.objectContaining({ name: 'duration', allowed: ['4s', '6s', '8s'] }),
      ]),
      price_rule: { source: expect.stringContaining('https://'), as_of: expect.any(String) },
      preset_defaults: { generate_audio: false },
    });
  });

  const videoPresets = models
    .list({ preset: true })
    .filter(
      ({ tasks, status }) => status === 'active' && tasks.some((task) => !/-image$|image-edit/.test(task)),
    );

  it.each(videoPresets.map(({ alias }) => alias ?? ''))('gives an example that %s takes', async (model) => {
    const { data, isError } = await hear(getModel, context, { model });
    expect(isError).toBe(false);
    const input = parseInput(generateVideo, data['example']);
    const request = jobRequest(input, {} as Config);
    const urls = Object.fromEntries(
      Object.entries(filesByRole(request)).map(([role, files]) => [
        role,
        files.map((file) => `https://example.com/${file}`),
      ]),
    );
    expect(models.resolve(model, { ...request, inputs: urls }).model_alias).toBe(model);
  });

  it('offers the nearest names for one that it does not know', async () => {
    const { text } = await hear(getModel, context, { model: 'kling-v3-pro' });
    expect(text).toMatch(/^UNKNOWN_MODEL: .*kling-v3-pro-i2v/);
  });
});
