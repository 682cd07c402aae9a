import { afterEach, describe, expect, it } from 'vitest';
import type { FalVideo } from '../src/fal-video.ts';
import { estimateCost } from '../tools/estimate_cost.ts';
import { generateVideo } from '../tools/generate_video.ts';
import { hear } from './support/agent.ts';
import { request } from './support/requests.ts';
import { makeSandbox, RICH, type Sandbox } from './support/sandbox.ts';

const TASK = { model: 'kling-v3-pro-i2v', prompt: 'the hero walks', image: 'hero.png', duration: 5 };
const STRANGE = [{ num_videos: 10 }, { resolution: '4k' }, { video_length: 60 }];

let sandbox: Sandbox;
let video: FalVideo;
async function open(config: Record<string, unknown>) {
  sandbox = await makeSandbox({ config });
  video = await sandbox.open();
}
afterEach(() => sandbox.close());
const accepted = () => sandbox.simulator.books.accepted().length;

describe('an argument that nobody knows', () => {
  it.each(STRANGE)('passes no cap: %j is refused before anything is sent', async (args) => {
    // Without it the clip is $0.56, within every cap.
    await open({ ...RICH, max_job_usd: 0.56 });
    const { text } = await hear(generateVideo, video, { ...TASK, args });
    expect(text).toMatch(/^PRICE_UNKNOWN: /);
    expect(text).toContain(
      `${Object.keys(args)[0]} is not known of fal-ai/kling-video/v3/pro/image-to-video`,
    );
    expect(text).toContain('leave it out');
    expect(text).toContain('unknown_price_ceiling_usd');
    expect(accepted()).toBe(0);
  });

  it.each(STRANGE)('makes the estimate of %j unknown, and says what follows', async (args) => {
    await open(RICH);
    const { data } = await hear(estimateCost, video, { ...TASK, args });
    expect(data).toMatchObject({
      low_usd: null,
      expected_usd: null,
      high_usd: null,
      rule: expect.stringContaining(`${Object.keys(args)[0]} is not known of`),
    });
    const [field] = Object.keys(args);
    expect(data['notes']).toEqual([
      `${field} is not a known argument of kling-v3-pro-i2v: sent as it is, unchecked.`,
      expect.stringMatching(
        /^It would be refused: The price of kling-v3-pro-i2v cannot be computed beforehand/,
      ),
    ]);
  });

  it('runs under the ceiling that the user gave, with a quote, and reserves the whole of it', async () => {
    await open({ ...RICH, unknown_price_ceiling_usd: 2 });
    const asked = { ...TASK, args: { video_length: 60 } };
    const { data } = await hear(generateVideo, video, asked);
    expect(data).toMatchObject({ status: 'quote_needed', high_usd: null });
    expect(accepted()).toBe(0);
    const { data: job } = await hear(generateVideo, video, { ...asked, quote_id: data['quote_id'] });
    expect(job).toMatchObject({ reserved_usd: 2, arguments: { video_length: 60 } });
    const [done] = await video.jobs.wait([job['job_id']], { ms: 6_000_000, until: 'end' });
    expect(done?.state).toBe('collected');
    expect(accepted()).toBe(1);
  });

  it('is refused before a plan holds money for it', async () => {
    await open(RICH);
    const plan = await video.jobs.plan([request({ args: { num_videos: 2 } })]);
    expect(plan).toMatchObject({ reserved: null, refusal: { code: 'PRICE_UNKNOWN' } });
    await expect(video.jobs.start(plan)).rejects.toMatchObject({ code: 'PRICE_UNKNOWN' });
  });
});
