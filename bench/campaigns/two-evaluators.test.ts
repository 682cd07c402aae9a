import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CallFacts } from '../../src/models/price-rules/price-rule.ts';
import { billableUnits, priceTag } from '../../src/simulator/billing/bill.ts';
import { simulatedModels } from '../../src/simulator/models/models.ts';
import { clipCall, pictureCall } from '../../src/simulator/render/call-of.ts';
import { multiplyToMicros } from '../../src/util/money.ts';
import { shippedPrices } from '../../test/support/shipped-prices.ts';
import { type Task, tasksOf } from '../../test/support/priced-tasks.ts';

/** The product quotes and the simulated fal bills by the same list, each with code of its own. */
describe('the quote and the bill of every priced endpoint', () => {
  const ids = [...shippedPrices.keys()];

  it.each(ids)('%s: the bills of 20 tasks lie within their quotes', (id) => {
    for (const task of fc.sample(tasksOf(id), { numRuns: 20, seed: 7 })) {
      const { low, expected, high, words } = quoteOf(id, task);
      const billed = billOf(id, task);
      const shown = `${JSON.stringify(task)} ${words}: billed ${billed}`;
      if (low === null || high === null) {
        // A guess counts the longest clip where the model chooses.
        if (expected !== null) expect(billed, shown).toBeLessThan(1.1 * expected);
        continue;
      }
      expect(billed, shown).toBeGreaterThanOrEqual(low - 1);
      expect(billed, shown).toBeLessThanOrEqual(high + 1);
      if (low === high) expect(Math.abs(billed - (expected ?? 0)), shown).toBeLessThanOrEqual(1);
    }
  });

  it('is a figure on both sides for most tasks', () => {
    const tasks = ids.flatMap((id) =>
      fc.sample(tasksOf(id), { numRuns: 5, seed: 1 }).map((task) => ({ id, task })),
    );
    const figures = tasks.filter(({ id, task }) => quoteOf(id, task).expected !== null);
    expect(figures.length / tasks.length).toBeGreaterThan(0.85);
  });
});

function quoteOf(id: string, { args, video, sound, pictures }: Task) {
  const facts: CallFacts = {
    today: TODAY,
    ...(video === null ? {} : { video_seconds: video.seconds, video_frames: video.frames }),
    ...(sound === null ? {} : { audio_seconds: sound }),
    ...(pictures.length === 0 ? {} : { images: pictures }),
  };
  const row = shippedPrices.get(id);
  if (row === undefined) throw new Error(id);
  return row.rule.cost(args, facts);
}

/** Of what would be rendered, in its size and length. */
function billOf(id: string, { args, video, sound, pictures }: Task): number {
  const model = simulatedModels.find(id);
  if (model === null) throw new Error(`the simulator has no ${id}`);
  const job = { input: args, acceptedAt: new Date(TODAY) };
  const start = pictures[0] ?? (video === null ? null : { width: 1280, height: 720 });
  const material = { video, videos: video, sound, pictures, start };
  const { call } =
    model.makes === 'clip' ? clipCall(model, job, material) : pictureCall(model, job, material);
  return multiplyToMicros(billableUnits(model, call), priceTag(model).unit_price);
}

const TODAY = '2026-11-30';
