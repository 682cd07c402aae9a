// What the dated list of prices and other sources disagree on, or what it lacks, and how each was settled: `patch` goes
// over rows of the list (JSON merge patch), `row` is one that it lacks, and without either the list stands as it is.
import { NEWER_PRICES } from './newer-prices.mjs';
import { V2 } from './seedance-sizes.mjs';
import { UNSEEN } from './unseen.mjs';

const BILLS = 'bills of April to October 2026, recorded by justintanner/apicity, gathered 2026-11-30';

const tokens = { expect: 'bills', sizes: V2 };
const clip4to15 = { of: 'output', argument: 'duration', default: 'auto', shortest: 4, longest: 15 };
const clip4to30 = { ...clip4to15, longest: 30 };
const us = {
  kind: 'tokens',
  keys: [],
  rates: null,
  usd_per_1k_tokens: { '': 0.0168 },
  seconds: clip4to15,
  fps: 24,
  extra_frames: 1,
  page_margin_percent: 3,
  page_per_second: { '480p': 0.1731, '720p': 0.37 },
  expect: 'bills',
  sizes: { '480p': V2['480p'], '720p': V2['720p'] },
};
/** As printed for the same endpoint outside the US. */
const withVideo = (output, longest_input) => ({
  seconds: {
    of: 'output_and_input',
    output,
    longest_input,
    argument: null,
    default: null,
    shortest: null,
    longest: null,
  },
  video_factor: 0.6,
});
const only = (...resolutions) => Object.fromEntries(resolutions.map((name) => [name, V2[name]]));
const seedance2 = (...tiers) =>
  tiers.flatMap((tier) => ['image', 'text', 'reference'].map((from) => `bytedance/${tier}/${from}-to-video`));

export const SETTLED = [
  {
    ids: seedance2('seedance-2.0', 'seedance-2.0/enterprise/v2'),
    finding:
      'Bills count the true size of the clip and 24 × seconds + 1 frames: 38.8 thousand tokens for 4 s of 640 × 640 at 480p, 87.3, 108.9 and 130.5 for 4, 5 and 6 s at 720p. Sizes of other shapes as for Seedance 1.5.',
    source: BILLS,
    patch: { rule: { ...tokens, sizes: only('480p', '720p', '1080p', '4k') } },
  },
  {
    ids: seedance2('seedance-2.0/fast').concat(
      ['image', 'text'].map((from) => `bytedance/seedance-2.0/mini/${from}-to-video`),
    ),
    finding:
      'Bills count the true size of the clip and 24 × seconds + 1 frames: 38.8 thousand tokens for 4 s of 640 × 640 at 480p. Sizes of other shapes as for Seedance 1.5.',
    source: BILLS,
    patch: { rule: { ...tokens, sizes: only('480p', '720p') } },
  },
  {
    ids: seedance2('seedance-2.5', 'seedance-2.5/us'),
    finding:
      'A bill for 4 s of 640 × 640 at 480p had 38.671 thousand tokens, a third of a percent below 24 × seconds + 1 frames. Sizes of other shapes as for Seedance 1.5.',
    source: BILLS,
    patch: { rule: { ...tokens, sizes: only('480p', '720p', '1080p') } },
  },
  {
    ids: ['bytedance/seedance-2.5/us/reference-to-video'],
    finding: 'With a video as input: counted as outside the US.',
    source: 'fal.ai page of bytedance/seedance-2.5/reference-to-video, 2026-09-29',
    patch: { rule: withVideo(clip4to30, 30.2) },
  },
  {
    ids: seedance2('seedance-2.0/us'),
    finding:
      'The page prints prices a second, which are 1.2 times those of Seedance 2.0; Seedance is billed by tokens, so its rate is taken 1.2 times, as is printed for 2.5, and the page is the ceiling.',
    source: 'the rows of Seedance 2.0, 2.5 and 2.5 US in this list',
    patch: { unit: '1000 tokens', rule: us },
  },
  {
    ids: ['bytedance/seedance-2.0/us/reference-to-video'],
    finding: 'With a video as input: counted as outside the US.',
    source: 'fal.ai page of bytedance/seedance-2.0/reference-to-video, 2026-09-29',
    patch: { rule: withVideo(clip4to15) },
  },
  {
    ids: ['bytedance/seedance-2.0/mini/reference-to-video'],
    finding:
      'Billed by tokens like its siblings; the page prints no factor for them with a video, only prices a second. These stand, as they are a little above what its siblings are billed.',
    source: 'fal.ai page of the model, 2026-09-13',
  },
  {
    ids: ['image', 'reference', 'text'].map((from) => `google/gemini-omni-flash/v1.1/${from}-to-video`),
    finding:
      'Billed by the length of the file: 3.008 to 3.0293 s where 3 were asked. Clips of fal come out up to 0.18 s longer than asked (5.18 of 5).',
    source: BILLS,
    patch: {
      rule: {
        seconds: {
          of: 'output',
          argument: 'duration',
          default: 8,
          shortest: 3,
          longest: 10,
          comes_out: { shorter: 0.05, longer: 0.2 },
        },
      },
    },
  },
  {
    ids: ['', '/edit', '/image-to-video', '/reference-to-video'].map(
      (end) => `google/gemini-omni-flash${end}`,
    ),
    finding:
      'Base unit: a dollar. A bill for 3 s was $0.386914, 0.8 % below the figure of the page, which is rounded to a cent (up to 4 %); pictures that go in count 1.875 per million tokens, and the file comes out up to 3 % longer.',
    source: BILLS,
    patch: { rule: { within_percent: 10 } },
  },
  {
    ids: ['fal-ai/nano-banana'],
    finding: 'Printed as $0.039; the pricing API says 0.0398, and one picture was billed one unit.',
    source: BILLS,
    patch: { rule: { price: 0.0398 }, pricing_api: { relation: 'the price' } },
  },
  {
    ids: ['fal-ai/nano-banana/edit'],
    finding: 'Printed as $0.039, like its sibling, which is billed at $0.0398.',
    source: BILLS,
    patch: {
      rule: {
        kind: 'per_image_table',
        price: null,
        keys: [],
        rates: { 'its page': 0.039, 'its sibling': 0.0398 },
        defaults: {},
      },
    },
  },
  {
    ids: ['xai/grok-imagine-video/reference-to-video'],
    finding:
      'The page adds $0.002 a picture; 6 s at 480p with one picture were billed 6.0 units at $0.05, without it. (From a picture, 6 s at 720p were billed 8.44 units, with it.)',
    source: BILLS,
    patch: { rule: { add: [{ usd: 0.002, per: 'input picture', at_least: 1, disputed: true }] } },
  },
  {
    ids: [
      'fal-ai/ai-avatar',
      'fal-ai/ai-avatar/multi',
      'fal-ai/ai-avatar/multi-text',
      'fal-ai/ai-avatar/single-text',
    ],
    finding:
      'The page prints $0.2 a second and, of num_frames: "If the number of frames is greater than 81, the video will be generated with 1.25x more billing units". The frame rate is not printed.',
    source: 'fal.ai page of the model, undated copy',
    patch: {
      rule: {
        seconds: {
          of: 'not_known',
          why: 'the clip has num_frames frames at a rate that is not printed, and costs 1.25 times as much above 81 of them',
        },
      },
    },
  },
  {
    ids: ['fal-ai/hunyuan-avatar'],
    finding: 'A third party read $1.40 a clip in January; the pricing API said 0.4 videos in July.',
    source: 'pricing API, 2026-07-28',
    patch: {
      rule: {
        kind: 'per_video_table',
        price: null,
        keys: [],
        rates: { 'its page, 2026-01-28': 1.4, 'the pricing API, 2026-07-28': 0.4 },
        defaults: {},
      },
    },
  },
  {
    ids: ['image', 'text'].map((from) => `fal-ai/bytedance/seedance/v1/lite/${from}-to-video`),
    finding: 'The page prints $1.8 per million tokens, the pricing API $1.0.',
    source: 'pricing API, 2026-07-28',
    patch: { rule: { usd_per_1k_tokens: { '': null, 'its page': 0.0018, 'the pricing API': 0.001 } } },
  },
  {
    ids: ['fal-ai/sync-lipsync/v3/image-to-video'],
    finding: '$8 a minute; $0.1333 a second is that, rounded down.',
    source: 'pricing API, 2026-07-28',
    patch: { rule: { rate: 0.13333334 } },
  },
  {
    ids: ['kling/v4/reference-to-video'],
    finding: 'The page prints the length as an integer from 3 to 30 with 5 as its default.',
    source:
      'fal.ai page of fal-ai/kling-video/v4/reference-to-video, read by justintanner/apicity, October 2026',
    patch: {
      rule: { otherwise: { seconds: { default: 5 } }, matching: { seconds: { output: { default: 5 } } } },
    },
  },
  {
    ids: ['minimax/h3-max/image-to-video', 'minimax/h3-max/camera-controls'],
    finding: 'Lengths from 0.92 s, which were billed 0.92 units.',
    source: `${BILLS}; OpenAPI of 2026-10-07`,
    patch: { rule: { seconds: { shortest: 0.92, longest: 15 } } },
  },
  {
    ids: [
      'v3/pro/image-to-video',
      'v3/pro/text-to-video',
      'v3/standard/image-to-video',
      'v3/standard/text-to-video',
      'o3/standard/image-to-video',
      'o3/standard/text-to-video',
      'o3/standard/reference-to-video',
      'o3/standard/video-to-video/edit',
      'o3/standard/video-to-video/reference',
      'o3/pro/video-to-video/edit',
      'o3/pro/video-to-video/reference',
    ].map((end) => `fal-ai/kling-video/${end}`),
    finding:
      'A base unit of 0.14 with multipliers: 5 silent seconds were billed 4.0 units of pro ($0.56) and 3.0 of standard ($0.42), as the pages say.',
    source: BILLS,
  },
  {
    ids: ['image-to-video', 'text-to-video', 'transition'].map((end) => `fal-ai/pixverse/v5.6/${end}`),
    finding:
      'The base unit of 0.15 fits none of the prices that the page prints; the page stands, as it is dearer.',
    source: 'fal.ai page of the model',
  },
  {
    ids: ['luma/agent/ray/v3.2/image-to-video'],
    finding:
      'The page prints $0.15 for 5 s at 540p, the pricing API said 0.5 in July. Five units at $0.03 were billed: the page stands.',
    source: BILLS,
  },
  {
    ids: ['fal-ai/creatify/aurora'],
    finding: 'Base unit: a dollar.',
    source: 'pricing API, 2026-07-28',
  },
  ...UNSEEN,
  ...NEWER_PRICES,
];
