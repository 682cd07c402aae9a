import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { shippedPrice } from '../../../test/support/shipped-prices.ts';
import { multiplyToMicros } from '../../util/money.ts';
import { packageRoot } from '../../util/package-root.ts';

interface Bill {
  endpoint: string;
  args: Record<string, unknown>;
  billable_units: number;
  unit_price_in_prices_json: number | null;
}

const { bills } = JSON.parse(
  readFileSync(join(packageRoot, 'test', 'data', 'recorded', 'bills.json'), 'utf8'),
) as { bills: Bill[] };
const priced = bills.flatMap(({ endpoint, args, billable_units, unit_price_in_prices_json: price }) =>
  price === null ? [] : [[endpoint, args, multiplyToMicros(billable_units, price)] as const],
);

/** What their arguments do not decide: the tokens that a clip came to. */
const ABOUT = ['google/gemini-omni-flash/image-to-video'];

const quoteOf = (endpoint: string, { n_image_urls: pictures, ...args }: Record<string, unknown>) =>
  shippedPrice(endpoint, {
    ...args,
    ...(typeof pictures === 'number' ? { image_urls: Array(pictures).fill('https://a/1.png') } : {}),
  });

describe('what fal has billed', () => {
  it('is known of 17 calls', () => expect(priced.length).toBe(17));

  it.each(priced)('lies within the quote: %s %j', (endpoint, args, billed) => {
    const { low, expected, high } = quoteOf(endpoint, args);
    expect(low).toBeLessThanOrEqual(billed);
    expect(high).toBeGreaterThanOrEqual(billed);
    if (!ABOUT.includes(endpoint)) expect(expected).toBe(billed);
  });

  // Units that others reported of single calls, and the price of a unit then.
  it.each<[endpoint: string, args: Record<string, unknown>, units: number, price: number]>([
    [
      'bytedance/seedance-2.5/text-to-video',
      { resolution: '480p', duration: '4', aspect_ratio: '1:1' },
      38.671,
      0.0214,
    ],
    ['google/gemini-omni-flash/v1.1/text-to-video', { resolution: '360p', duration: 3 }, 3.0293, 0.03],
    ['google/gemini-omni-flash/v1.1/reference-to-video', { resolution: '720p', duration: 3 }, 3.008, 0.1],
    [
      'xai/grok-imagine-video/image-to-video',
      { resolution: '720p', duration: 6, image_url: 'https://a/1.png' },
      8.44,
      0.05,
    ],
    [
      'xai/grok-imagine-video/reference-to-video',
      { resolution: '480p', duration: 6, reference_image_urls: ['https://a/1.png'] },
      6,
      0.05,
    ],
    ['xai/grok-imagine-image/edit', { image_urls: ['https://a/1.png'] }, 1.1, 0.02],
    ['luma/agent/ray/v3.2/image-to-video', { resolution: '540p', duration: '5s' }, 5, 0.03],
  ])('lies within the quote of a single call: %s %j, %d units', (endpoint, args, units, price) => {
    const { low, high } = shippedPrice(endpoint, args);
    expect(low).toBeLessThanOrEqual(multiplyToMicros(units, price));
    expect(high).toBeGreaterThanOrEqual(multiplyToMicros(units, price));
  });
});
