// Where the list has a price of which nobody knows what else may change it: `rule.unseen`. Elsewhere than at these
// values, which are the defaults that fal prints, the price is a guess without an upper bound.

const UNIT = 'Only a base unit was seen, which is the price at the defaults.';
const API = 'pricing API, 2026-07-28; defaults as the catalog has them';

/** `undefined`: fal prints no default, and every value that is given is another one. */
const at = (seen) =>
  Object.entries(seen).map(([argument, value]) => ({
    argument,
    ...(value === undefined ? {} : { seen: [value].flat() }),
  }));
const entry = (ids, unseen, finding = UNIT, source = API) => ({
  ids,
  finding,
  source,
  patch: { rule: { unseen } },
});

const grokPart = (of, rate) => ({
  of,
  keys: [],
  rates: { '': rate },
  defaults: {},
  seconds: { of: 'input_video', longest: 8, cut: true },
});

const FRAMES_AT_16 = { num_frames: 81, frames_per_second: 16 };
const LIST = 'the dated list of prices, 2026-11-20';

export const UNSEEN = [
  entry(['bytedance/lynx'], at({ resolution: '720p', ...FRAMES_AT_16, num_inference_steps: 50 })),
  entry(['decart/lucy-14b/image-to-video'], at({ resolution: '720p' })),
  entry(
    ['fal-ai/bytedance/omnihuman'],
    at({ resolution: undefined, turbo_mode: undefined }),
    'Only a base unit was seen; its successor has prices by resolution.',
  ),
  entry(
    ['fal-ai/cogvideox-5b/image-to-video'],
    at({ video_size: undefined, num_inference_steps: 50, use_rife: true, export_fps: 16 }),
  ),
  entry(['fal-ai/cosmos-predict-2.5/image-to-video'], at({ num_frames: 93, num_inference_steps: 35 })),
  entry(['fal-ai/davinci-magihuman'], at({ resolution: '256p', num_inference_steps: undefined })),
  entry(['fal-ai/framepack'], at({ resolution: '480p' }), 'The price at 720p is that of its twin, flf2v.'),
  entry(['fal-ai/framepack/f1'], at({ resolution: '480p', num_frames: 180 })),
  entry(
    ['fal-ai/hunyuan-video-image-to-video'],
    at({ resolution: '720p', num_frames: '129', i2v_stability: false }),
  ),
  entry(['fal-ai/ltx-video/image-to-video', 'fal-ai/skyreels-i2v'], at({ num_inference_steps: 30 })),
  entry(['fal-ai/luma-dream-machine/image-to-video'], at({ resolution: undefined, duration: undefined })),
  entry(
    ['fal-ai/luma-dream-machine/ray-2-flash/image-to-video'],
    at({ resolution: '540p' }),
    'The prices of the other resolutions are those of Ray 2, in proportion.',
    LIST,
  ),
  entry(
    ['fal-ai/pika/v2.1/image-to-video', 'fal-ai/pika/v2/turbo/image-to-video'],
    at({ resolution: '720p', duration: 5 }),
  ),
  entry(['fal-ai/stable-video'], at({ fps: 25 })),
  entry(['fal-ai/wan-ati'], at({ resolution: '480p', num_inference_steps: 40 })),
  entry(['fal-ai/wan-effects'], at({ ...FRAMES_AT_16, num_inference_steps: 30, turbo_mode: false })),
  entry(
    ['fal-ai/wan-i2v-lora'],
    at({ resolution: '720p', ...FRAMES_AT_16, num_inference_steps: 30, turbo_mode: true }),
  ),
  entry(['fal-ai/wan-move'], at({ num_inference_steps: 40 })),
  ...[
    ['image', 0],
    ['text', undefined],
  ].map(([from, num_interpolated_frames]) =>
    entry(
      [`fal-ai/wan/v2.2-5b/${from}-to-video`],
      at({
        resolution: '720p',
        num_frames: 81,
        frames_per_second: 24,
        num_inference_steps: 40,
        num_interpolated_frames,
      }),
    ),
  ),
  entry(
    ['image', 'text'].map((from) => `fal-ai/wan/v2.2-a14b/${from}-to-video/lora`),
    at({
      ...FRAMES_AT_16,
      num_inference_steps: 27,
      num_interpolated_frames: 1,
      acceleration: 'regular',
    }),
  ),
  entry(
    ['nvidia/cosmos-3-super/image-to-video'],
    at({ resolution: undefined, num_frames: 189, frames_per_second: 24, num_inference_steps: undefined }),
  ),
  entry(
    ['xai/grok-imagine-image/edit'],
    at({ resolution: '1k' }),
    'One price was published, which is the price at the defaults.',
    LIST,
  ),
  {
    ids: ['xai/grok-imagine-video/edit-video'],
    finding: 'One price was published, which was billed at 480p; its siblings ask more at 720p.',
    source: LIST,
    patch: {
      rule: {
        parts: [
          { ...grokPart('output', 0.05), unseen: at({ resolution: ['auto', '480p'] }) },
          grokPart('input', 0.01),
        ],
      },
    },
  },
  ...[
    ['fal-ai/flashhead', 'whether the seconds of the sound or of the clip are billed is not printed'],
    [
      'fal-ai/framepack/flf2v',
      'how many frames are billed as a second is not printed, and its own frame rate of 30 is counted',
    ],
    [
      'fal-ai/pixverse/v4.5/image-to-video',
      'its own price was not seen, and that of its siblings is counted',
    ],
    ['fal-ai/veo2/image-to-video', "only a third party's figure was seen"],
    ['fal-ai/veo3/fast', 'its own price was not seen, and that of its siblings is counted'],
    ['fal-ai/vidu/q3/reference-to-video/mix', 'its own price was not seen, and that of Vidu Q3 is counted'],
    ['wan/v2.6/reference-to-video/flash', "only a third party's figure was seen, twice that of its sibling"],
  ].map(([id, why]) => entry([id], [{ why }], `No bound: ${why}.`, LIST)),
  ...[
    [['image', 'text'].map((from) => `fal-ai/hunyuan-video-v1.5/${from}-to-video`), 1],
    [['fal-ai/lyra-2/zoom'], 5],
  ].map(([ids, may_round_up_to]) => ({
    ids,
    finding: 'The highest figure is the one that is rounded up.',
    source: LIST,
    patch: { rule: { seconds: { may_round_up_to } } },
  })),
];
