import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readShippedFile, shippedPrice, shippedPrices } from '../../../test/support/shipped-prices.ts';
import { priceFileSchema } from './price-schema.ts';
import type { Cost } from './price-rule.ts';

const rows = [...shippedPrices.values()];

describe('every price that ships', () => {
  it('is one of 428, by endpoint id', () => {
    expect(rows.length).toBe(428);
    expect(rows.map(({ endpoint_id }) => endpoint_id)).toEqual([...shippedPrices.keys()].toSorted());
  });

  it('is of one of these kinds; a change of the list is noticed here', () => {
    const kinds = readShippedFile().prices.map(({ rule }) => (rule as { kind: string }).kind);
    expect(counted(kinds)).toEqual({
      per_second: 83,
      per_second_table: 134,
      first_plus_extra: 12,
      per_video: 38,
      per_video_table: 35,
      clip_formula: 10,
      base_plus_per_second: 2,
      mixed: 3,
      sum: 4,
      conditional: 1,
      tokens: 29,
      megapixel_frames: 12,
      per_megapixel: 12,
      megapixel_first_extra: 3,
      per_image: 22,
      per_image_table: 5,
      per_image_by_area: 2,
      provider_tokens: 7,
      not_known: 14,
    });
  });

  it('gives a figure or says why not, at the default arguments', () => {
    const outcomes = rows.map(({ rule }) => outcomeOf(rule.cost({})));
    expect(counted(outcomes)).toEqual(DEFAULT_OUTCOMES);
    expect(outcomes.length).toBe(428);
  });

  it('says its rates and its sum in words, its source and its date', () => {
    for (const { rule, source_url, as_of, confidence } of rows) {
      expect(rule.summary.length).toBeGreaterThan(3);
      expect(rule.cost({}).words.length).toBeGreaterThan(3);
      expect(source_url).toMatch(/^https:\/\/fal\.ai\//);
      expect(as_of === 'never').toBe(confidence === 'unknown');
    }
  });

  it('never throws and never turns upside down, whatever the arguments', () => {
    const names = [
      'duration',
      'resolution',
      'generate_audio',
      'num_frames',
      'multi_prompt',
      'elements',
      'voice_ids',
      'video_urls',
      'image_urls',
      'image_size',
      'video_size',
      'num_images',
      'transitions',
      'template',
      'hdr',
      'num_inference_steps',
      'generate_audio_switch',
      'character_orientation',
      'frames_per_second',
      'draft',
    ];
    const likely = fc.oneof(
      fc.constantFrom(
        '5',
        '10s',
        'auto',
        'auto_2K',
        'square_hd',
        '720p',
        '1080p',
        '4k',
        '__proto__',
        'constructor',
      ),
      fc.boolean(),
      fc.nat(300),
      fc.jsonValue(),
    );
    const facts = fc.record(
      {
        video_seconds: fc.nat(60),
        video_frames: fc.nat(900),
        audio_seconds: fc.nat(60),
        today: fc.constantFrom('2026-11-20', '2027-01-01'),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...rows),
        fc.dictionary(fc.constantFrom(...names), likely),
        facts,
        ({ rule }, args, known) => {
          const { low, expected, high } = rule.cost(args, known);
          if (low === null || expected === null || high === null) return;
          expect([low, expected, high]).toEqual([low, expected, high].toSorted((a, b) => a - b));
          expect(low).toBeGreaterThanOrEqual(0);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('a slip in the list is told with endpoint and field', () => {
  const KLING = 'fal-ai/kling-video/v3/pro/image-to-video';
  const spoiled = (endpoint: string, change: (row: Row) => void) => {
    const file = readShippedFile();
    const row = file.prices.find(({ endpoint_id }) => endpoint_id === endpoint) as Row | undefined;
    if (row === undefined) throw new Error(`no ${endpoint}`);
    change(row);
    return priceFileSchema
      .safeParse(file)
      .error?.issues.map(({ path, message }) => `${path.slice(2).join('.')}: ${message}`);
  };

  it.each<[what: string, endpoint: string, change: (row: Row) => void, problem: string]>([
    [
      'a negative rate',
      KLING,
      ({ rule }) => (rule['rates'] = { true: -0.1, false: 0.1 }),
      'rule.rates.true: ',
    ],
    ['NaN', KLING, ({ rule }) => (rule['rates'] = { true: Number.NaN }), 'rule.rates.true: '],
    [
      'infinity',
      'fal-ai/hunyuan-video-image-to-video',
      ({ rule }) => (rule['price'] = Infinity),
      'rule.price: ',
    ],
    [
      'a price in words',
      'fal-ai/hunyuan-video-image-to-video',
      ({ rule }) => (rule['price'] = '1.4'),
      'rule.price: ',
    ],
    ['a modifier that nobody knows', KLING, ({ rule }) => (rule['discount'] = 0.5), 'rule: '],
    ['a kind that nobody knows', KLING, ({ rule }) => (rule['kind'] = 'per_wish'), 'rule.kind: '],
    ['a key without a default', KLING, ({ rule }) => (rule['defaults'] = {}), 'rule.defaults: '],
    ['a row with too many values', KLING, ({ rule }) => (rule['rates'] = { 'true|720p': 1 }), 'rule.rates: '],
    ['no rates at all', KLING, ({ rule }) => (rule['rates'] = {}), 'rule.rates: '],
    [
      'an unknown member of the seconds',
      KLING,
      ({ rule }) => (rule['seconds'] = { of: 'fixed', seconds: 5, about: true }),
      'rule.seconds: ',
    ],
    [
      'an unknown condition',
      'fal-ai/hunyuan-video',
      ({ rule }) => (rule['multiply'] = [{ when: { moon: 'full' }, factor: 2 }]),
      'rule.multiply.0',
    ],
    ['an unknown member of the row', KLING, (row) => (row['currency'] = 'EUR'), ': '],
    ['an unknown confidence', KLING, (row) => (row['confidence'] = 'sure'), 'confidence: '],
    [
      'a negative base unit',
      KLING,
      (row) =>
        (row['pricing_api'] = { unit_price: -1, unit: 'seconds', as_of: '2026-07-28', relation: null }),
      'pricing_api.unit_price: ',
    ],
    ['a source that is no address', KLING, (row) => (row['source_url'] = 'fal'), 'source_url: '],
  ])('%s', (_what, endpoint, change, problem) => {
    const problems = spoiled(endpoint, change);
    expect(problems?.[0]).toMatch(new RegExp(`^${problem.replaceAll('.', '\\.')}`));
    expect(problems?.[0]).toContain(endpoint);
  });

  it('refuses another currency', () => {
    const file = { ...readShippedFile(), currency: 'EUR' };
    expect(priceFileSchema.safeParse(file).error?.issues[0]?.path).toEqual(['currency']);
  });

  it('prices nothing that it has no row of', () => {
    expect(() => shippedPrice('fal-ai/unheard-of', {})).toThrow('the price list has no fal-ai/unheard-of');
  });
});

type Row = Record<string, unknown> & { rule: Record<string, unknown> };

/** What becomes of all endpoints when nothing but their defaults is given. */
const DEFAULT_OUTCOMES = {
  'one figure': 252,
  'a span': 98,
  'about, without bounds': 9,
  'unknown: no price of this endpoint was seen': 5,
  'unknown: not confirmed for fal: a reseller asks $0.17 a second at 720p and $0.29 at 1080p': 3,
  'unknown: it is billed by compute seconds, which depend on how long the run takes': 6,
  'unknown: the length of the input sound is not known': 13,
  'unknown: the length of the input video is not known': 7,
  'unknown: the number of frames of the input video is not known': 2,
  'unknown: duration is not known: its default is not printed': 10,
  'unknown: the clip is as long as its draft': 1,
  'unknown: the clip has num_frames frames at a rate that is not printed, and costs 1.25 times as much above 81 of them': 4,
  'unknown: no argument gives the length of a remix': 1,
  'unknown: the length follows num_clips (about 3 s each) and frames_per_clip, at a frame rate that is not printed': 1,
  'unknown: the size auto: its pixels are not known beforehand; another size settles it': 7,
  'unknown: the size is not given and its default is not printed': 7,
  'unknown: the size follows the input picture, which is not known': 2,
};

function outcomeOf({ low, expected, high, words }: Cost): string {
  if (expected === null) {
    expect([low, high]).toEqual([null, null]);
    return `unknown: ${words.replace(/^(?:video_size|resolution|image_size) /, 'the size ')}`;
  }
  if (low === null || high === null) return 'about, without bounds';
  expect(low <= expected && expected <= high).toBe(true);
  return low === high ? 'one figure' : 'a span';
}

const counted = (list: string[]) =>
  Object.fromEntries(
    [...new Set(list)].toSorted().map((name) => [name, list.filter((each) => each === name).length]),
  );
