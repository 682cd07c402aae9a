// What is billed as seconds: the list's phrases, and what is known of each endpoint's clip length.
import { defined, known } from './strict.mjs';

/** Endpoints whose arguments no source shows take the lengths of a sibling; the row's note says so. */
const AS_SIBLING = {
  'blackforestlabs/flux-3/text-to-video/draft': 'blackforestlabs/flux-3/text-to-video',
  'bytedance/seedance-2.0/enterprise/v2/image-to-video': 'bytedance/seedance-2.0/image-to-video',
  'bytedance/seedance-2.0/enterprise/v2/reference-to-video': 'bytedance/seedance-2.0/reference-to-video',
  'bytedance/seedance-2.0/enterprise/v2/text-to-video': 'bytedance/seedance-2.0/text-to-video',
  'bytedance/seedance-2.0/us/image-to-video': 'bytedance/seedance-2.0/image-to-video',
  'bytedance/seedance-2.0/us/reference-to-video': 'bytedance/seedance-2.0/reference-to-video',
  'bytedance/seedance-2.0/us/text-to-video': 'bytedance/seedance-2.0/text-to-video',
  'bytedance/seedance-2.5/text-to-video': 'bytedance/seedance-2.5/image-to-video',
  'bytedance/seedance-2.5/us/image-to-video': 'bytedance/seedance-2.5/image-to-video',
  'bytedance/seedance-2.5/us/reference-to-video': 'bytedance/seedance-2.5/reference-to-video',
  'bytedance/seedance-2.5/us/text-to-video': 'bytedance/seedance-2.5/image-to-video',
  'fal-ai/kling-video/v4/image-to-video': 'kling/v4/image-to-video',
  'google/gemini-omni-flash/v1.1/reference-to-video': 'google/gemini-omni-flash/v1.1/image-to-video',
  'google/gemini-omni-flash/v1.1/text-to-video': 'google/gemini-omni-flash/v1.1/image-to-video',
  'lightricks/ltx-2.5/text-to-video/fast': 'lightricks/ltx-2.5/image-to-video/fast',
  'lightricks/ltx-2.5/text-to-video/pro': 'lightricks/ltx-2.5/image-to-video/pro',
  'minimax/h3/image-to-video/lora': 'minimax/h3/image-to-video',
  'minimax/h3/reference-to-video/lora': 'minimax/h3/reference-to-video',
  'minimax/h3/text-to-video/lora': 'minimax/h3/text-to-video',
};

const clip24 = { of: 'frames', argument: 'num_frames', default: 121, per_second: 24 };
const orientation = {
  of: 'input_video',
  longest_by: { argument: 'character_orientation', seconds: { image: 10, video: 30 } },
};

/** Endpoints whose length no duration argument says. Without another word: from the price list's own note. */
const OF_ENDPOINT = {
  'bytedance/lynx': {
    ...clip24,
    default: 81,
    per_second: 16,
    per_second_argument: 'frames_per_second',
  },
  'bytedance/seedance-2.5/draft/complete': { of: 'not_known', why: 'the clip is as long as its draft' },
  'fal-ai/ai-avatar/multi-text': { of: 'not_known', why: 'the clip is as long as the spoken text' },
  'fal-ai/ai-avatar/single-text': { of: 'not_known', why: 'the clip is as long as the spoken text' },
  // The client's types: "Audio must be under 30s long", "… for 1080p generation and under 60s long for 720p".
  'fal-ai/bytedance/omnihuman': { of: 'audio', longest: 30 },
  'fal-ai/bytedance/omnihuman/v1.5': {
    of: 'audio',
    longest_by: { argument: 'resolution', default: '1080p', seconds: { '720p': 60, '1080p': 30 } },
  },
  'fal-ai/framepack/f1': { of: 'frames', argument: 'num_frames', default: 180, per_second: 30 },
  'fal-ai/hunyuan-portrait': { of: 'input_video' },
  'fal-ai/hunyuan-video-v1.5/image-to-video': clip24,
  'fal-ai/hunyuan-video-v1.5/text-to-video': clip24,
  // The types: ".mp4/.mov formats, 3-10s duration", of O1 "Max duration: 10.05s".
  'fal-ai/kling-video/o1/video-to-video/edit': { of: 'input_video', shortest: 3, longest: 10.05 },
  'fal-ai/kling-video/o3/pro/video-to-video/edit': { of: 'input_video', shortest: 3, longest: 10 },
  'fal-ai/kling-video/o3/standard/video-to-video/edit': { of: 'input_video', shortest: 3, longest: 10 },
  'fal-ai/kling-video/o3/4k/video-to-video/edit': { of: 'input_video' },
  'fal-ai/kling-video/v2.6/pro/motion-control': orientation,
  'fal-ai/kling-video/v2.6/standard/motion-control': orientation,
  'fal-ai/kling-video/v3/pro/motion-control': orientation,
  'fal-ai/kling-video/v3/standard/motion-control': orientation,
  'fal-ai/live-avatar': {
    of: 'not_known',
    why: 'the length follows num_clips (about 3 s each) and frames_per_clip, at a frame rate that is not printed',
  },
  // The types: "Duration must be between 2 and 20 seconds".
  'fal-ai/ltx-2.3/audio-to-video': { of: 'audio', shortest: 2, longest: 20 },
  // The types: "Each additional 24 frames beyond 96 incurs an additional billing unit".
  'fal-ai/magi-distilled/image-to-video': { ...clip24, default: 96, round_up: true },
  'fal-ai/magi/image-to-video': { ...clip24, default: 96, round_up: true },
  'fal-ai/minimax/hailuo-02/pro/image-to-video': { of: 'fixed', seconds: 6 },
  'fal-ai/minimax/hailuo-02/pro/text-to-video': { of: 'fixed', seconds: 6 },
  // The types: two to five pictures, transitions of 5 s unless they say more, 25 s in all.
  'fal-ai/pika/v2.2/pikaframes': { of: 'transitions', argument: 'transitions', default: 5, longest: 25 },
  'fal-ai/sora-2/video-to-video/remix': {
    of: 'not_known',
    why: 'no argument gives the length of a remix',
  },
  'google/gemini-omni-flash/edit': { of: 'input_video' },
  'nvidia/cosmos-3-super/image-to-video': {
    ...clip24,
    default: 189,
    per_second_argument: 'frames_per_second',
  },
  // The list adds both rates for each second, so what comes out is as long as what went in.
  'alibaba/happy-horse/video-edit': { of: 'input_video' },
  // The types: "truncated to 8 seconds", and of the source to extend "2-15 seconds long".
  'xai/grok-imagine-video/edit-video': { of: 'input_video', longest: 8, cut: true },
};
const SOURCE_OF = {
  'xai/grok-imagine-video/extend-video': { of: 'input_video', shortest: 2, longest: 15 },
};

/** The seconds that a phrase of the list bills. */
export function readSeconds(phrase, row) {
  const frames = /^(?:num_)?frames\/(\d+)(?: whatever frames_per_second says)?$/.exec(phrase);
  if (frames !== null) {
    const standard = Number(row.arguments?.num_frames?.default);
    return { of: 'frames', argument: 'num_frames', default: standard, per_second: Number(frames[1]) };
  }
  return known(PHRASES, phrase, `${row.endpoint_id}.rule.seconds`)(row);
}

const ofEndpoint = (row, otherwise) => OF_ENDPOINT[row.endpoint_id] ?? otherwise(row);
const clip = (row) => ofEndpoint(row, outputSeconds);
const video =
  (bounds = {}) =>
  (row) =>
    ofEndpoint(row, () => ({ of: 'input_video', ...bounds }));
const sound =
  (bounds = {}) =>
  (row) =>
    ofEndpoint(row, () => ({ of: 'audio', ...bounds }));
const joined = {
  of: 'output_and_input',
  disputed: true,
};

const PHRASES = {
  output: clip,
  'ceil(output)': () => ({ of: 'audio', round_up: true }),
  audio: sound(),
  'input audio': sound(),
  'audio or output': sound(),
  'audio/output': sound(),
  'audio (minimum 5 s)': sound({ at_least: 5 }),
  video: (row) => (row.arguments?.duration === undefined ? video()(row) : outputSeconds(row)),
  'input video': video(),
  'input video (<=15 s)': video({ longest: 15 }),
  'input video (3..10.05 s)': video({ shortest: 3, longest: 10.05 }),
  'source video': (row) => SOURCE_OF[row.endpoint_id] ?? { of: 'input_video' },
  'started source seconds (ceil)': video({ round_up: true }),
  'reference video': video(),
  'reference video (output follows it)': video(),
  'video (24 fps)': video(),
  'video seconds counted at 16 fps (frames/16)': () => ({ of: 'input_frames', per_second: 16 }),
  'max(input_video_seconds + output_seconds, 2*output_seconds)': (row) => ({
    of: 'input_and_output_or_more',
    output: outputSeconds(row),
    output_factor: 2,
  }),
  'output + reference video seconds (third-party reading 2026-10-09 of fal.ai/wan-3; the prime llms.txt mentions output only)':
    (row) => ({ ...joined, output: outputSeconds(row) }),
  'height*width*fps*seconds/1024': outputSeconds,
  'height*width*fps*(input_video_seconds+output_seconds)/1024': (row) =>
    defined({
      of: 'output_and_input',
      output: outputSeconds(row),
      longest_input: numberIn(/<=([\d.]+) s total/, row.arguments?.video_fields?.join(' ')),
    }),
};

const numberIn = (pattern, text) => {
  const found = pattern.exec(text ?? '');
  return found === null ? undefined : Number(found[1]);
};

/** The length by the duration argument: from the price list, else the client's types, else a sibling. */
export function outputSeconds(row) {
  const sibling = AS_SIBLING[row.endpoint_id];
  const from = sibling === undefined ? row : row.find(sibling);
  if (sibling !== undefined) row.remark(`Clip lengths as ${sibling}: its own arguments were not seen.`);
  const listed = from.arguments?.duration;
  const typed = from.typed?.properties?.duration;
  const spec = listed ?? (typed === undefined ? {} : { values: typed.enum, default: typed.default });
  const bounds = boundsOf(spec);
  const ruled = row.rule.defaults?.duration;
  if (ruled !== undefined && spec.default !== undefined && parseFloat(ruled) !== parseFloat(spec.default)) {
    if (ruled !== spec.default)
      throw new Error(`${row.endpoint_id}: two defaults of duration: ${ruled}, ${spec.default}`);
  }
  const standard = ruled ?? spec.default ?? from.rule.defaults?.duration ?? null;
  const zero = (spec.values ?? []).map(String).includes('0');
  return defined({
    of: 'output',
    argument: 'duration',
    // Wan 2.7 edit-video: "Default 0 means match input video duration" (the types).
    default: zero ? 'input' : standard === null || standard === 'auto' ? standard : parseFloat(standard),
    ...bounds,
    shots: from.arguments?.other?.some((name) => name.startsWith('multi_prompt'))
      ? { argument: 'multi_prompt', default: 5 }
      : undefined,
    as_input: zero ? '0' : undefined,
  });
}

function boundsOf({ values, range, type }) {
  const numbers = (values ?? []).map((value) => parseFloat(value)).filter((value) => value > 0);
  if (numbers.length > 0) return { shortest: Math.min(...numbers), longest: Math.max(...numbers) };
  const between = /^(?:enum )?(\d+)(?:\.\.|,\d+,\.\.,)(\d+)/.exec(range ?? type ?? '');
  return between === null ? {} : { shortest: Number(between[1]), longest: Number(between[2]) };
}
