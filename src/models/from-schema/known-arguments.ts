import { argumentsOfSchema, type InputSchema } from '../arguments-of-schema.ts';
import type { PresetArgument } from '../presets/preset-arguments.ts';
import type { KnownArguments } from '../presets/preset-schema.ts';

/** The arguments of an endpoint by its id, with the words and facts that the published types leave out. */
export function knownArguments(inputOf: (endpointId: string) => InputSchema | undefined): KnownArguments {
  return (endpointId) => {
    const input = inputOf(endpointId);
    return input === undefined ? [] : argumentsOfSchema(input).map(withWords).toSorted(mainFirst);
  };
}

/** Names that mean the same at every endpoint. The types say only `number` where fal's pages say whole numbers. */
const WORDS: Record<string, { about?: string; whole?: true }> = {
  prompt: { about: 'What should happen or be seen.' },
  multi_prompt: { about: 'Shots in place of one prompt: [{prompt, duration}].' },
  image_url: { about: 'A picture: an https URL.' },
  start_image_url: { about: 'The first frame: an https URL.' },
  first_image_url: { about: 'The first frame: an https URL.' },
  first_frame_url: { about: 'The first frame: an https URL.' },
  end_image_url: { about: 'The last frame: an https URL.' },
  tail_image_url: { about: 'The last frame: an https URL.' },
  last_frame_url: { about: 'The last frame: an https URL.' },
  image_urls: { about: 'Pictures to follow: https URLs.' },
  reference_image_urls: { about: 'Pictures to follow: https URLs.' },
  video_url: { about: 'A clip: an https URL.' },
  audio_url: { about: 'Sound to follow: an https URL.' },
  duration: { about: 'Seconds.' },
  num_frames: { whole: true, about: 'Length in frames.' },
  resolution: {},
  aspect_ratio: {},
  image_size: { about: 'A name, or {width, height} in pixels.' },
  num_images: { whole: true, about: 'How many pictures; each is paid.' },
  generate_audio: { about: 'Sound; often dearer.' },
  negative_prompt: { about: 'What to keep out.' },
  seed: { whole: true, about: 'The same seed makes similar results.' },
  elements: { about: 'Characters or objects, named @Element1, @Element2 in the prompt.' },
  cfg_scale: { about: 'How closely to follow the prompt.' },
  num_inference_steps: { whole: true },
  prompt_optimizer: { about: 'Let the model rewrite the prompt.' },
  enable_prompt_expansion: { about: 'Let the model rewrite the prompt.' },
  auto_fix: { about: "Rewrite prompts that fail fal's content check." },
  safety_tolerance: { about: '1 is the strictest.' },
  camera_fixed: { about: 'Keep the camera still.' },
  sync_mode: { about: 'The result inside the answer instead of a URL; not kept by fal.' },
};
const ORDER = Object.keys(WORDS);

function withWords(argument: PresetArgument): PresetArgument {
  const { about, whole } = WORDS[argument.name] ?? {};
  return {
    ...argument,
    ...(about === undefined || argument.about !== undefined ? {} : { about }),
    ...(whole === true && argument.type === 'number' ? { type: 'integer' } : {}),
  };
}

/** What is asked most comes first; the rest as the types list it. */
function mainFirst(a: PresetArgument, b: PresetArgument): number {
  return place(a.name) - place(b.name);
}

function place(name: string): number {
  const index = ORDER.indexOf(name);
  return index < 0 ? ORDER.length : index;
}
