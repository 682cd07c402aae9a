import { parseJson } from '../../util/json.ts';
import {
  type ExperimentFile,
  type ModelOverride,
  type ModelWords,
  IGNORED_FLAGS,
  type PlanSeconds,
} from './plan-file.ts';
import type { Path } from './plan-problems.ts';
import type { PlanSource } from './read-plan-file.ts';

/** What a task says beside model, prompt, picture, seed and duration. */
export interface Words {
  negative_prompt?: string;
  resolution?: string;
  aspect_ratio?: string;
  audio?: boolean;
  enhance_prompt?: boolean;
}

/** The files of a task beside its start picture. */
export interface TaskFiles {
  end_image?: string;
  references?: string[];
  video?: string;
  sound?: string;
}

export interface WordsOfModel {
  words: Words;
  files: TaskFiles;
  args: Record<string, unknown>;
  /** Common words that the file takes away from this model. */
  without: string[];
  /** `undefined` where the model has none of its own. */
  seed: number | null | undefined;
  duration: PlanSeconds | null | undefined;
}

interface Entry {
  name: string;
  path: Path;
  own: Omit<ModelWords, 'model'>;
}

const WORDS = ['negative_prompt', 'resolution', 'aspect_ratio', 'audio', 'enhance_prompt'] as const;
const FILES = ['end_image', 'references', 'video', 'sound'] as const;

/** The common words with the model's own over them: from its entry in `models`, or from `model_overrides`. */
export function wordsOfModel({ content, wrong }: PlanSource, { name, path, own }: Entry): WordsOfModel {
  const overrides = content.model_overrides ?? {};
  const more = Object.hasOwn(overrides, name) ? readFlags(overrides[name] ?? {}) : {};
  if (typeof more === 'string') throw wrong(['model_overrides', name, 'extra_json'], more);
  const twice = Object.keys(more).find((key) => key in own);
  if (twice !== undefined) throw wrong([...path, twice], 'it stands in model_overrides, too; give it once');
  const { seed, duration, args, ...words } = { ...own, ...more };
  const said = { ...given(content), ...words };
  return {
    words: pick(said, WORDS),
    files: pick(said, FILES),
    args: { ...content.args, ...args },
    without: [...WORDS, ...FILES].filter((word) => words[word] === null && (content[word] ?? null) !== null),
    seed,
    duration,
  };
}

const given = (content: ExperimentFile) => ({ ...pick(content, WORDS), ...pick(content, FILES) });

type Given<Value, Name extends keyof Value> = { [Key in Name]?: NonNullable<Value[Key]> };

/** The named members that have a value; `null` takes a word away, `false` does not. */
function pick<Value extends object, Name extends keyof Value>(
  value: Value,
  names: readonly Name[],
): Given<Value, Name> {
  const pairs = names.map((name) => [name, value[name]] as const);
  return Object.fromEntries(pairs.filter(([, each]) => each !== undefined && each !== null)) as Given<
    Value,
    Name
  >;
}

/** Flags of the older shape as words and arguments; a text says what is wrong with them. */
function readFlags(override: ModelOverride): Omit<ModelWords, 'model'> | string {
  const { generate_audio, prompt_optimizer, camera_fixed, cfg_scale, extra_json, ...rest } = override;
  const { end_image_file, end_image_url, ...others } = rest;
  const words = Object.fromEntries(
    Object.entries(others).filter(([flag]) => !IGNORED_FLAGS.some((ignored) => ignored === flag)),
  ) as Omit<ModelWords, 'model'>;
  const extra = typeof extra_json === 'string' ? parsed(extra_json) : (extra_json ?? {});
  if (extra === null) return 'it is not a JSON object';
  const end_image = words.end_image ?? end_image_file ?? end_image_url;
  const args = {
    ...words.args,
    ...(camera_fixed === undefined ? {} : { camera_fixed: isOn(camera_fixed) }),
    ...(cfg_scale === undefined ? {} : { cfg_scale }),
    ...extra,
  };
  return {
    ...words,
    ...(generate_audio === undefined ? {} : { audio: isOn(generate_audio) }),
    ...(prompt_optimizer === undefined ? {} : { enhance_prompt: isOn(prompt_optimizer) }),
    ...(end_image === undefined ? {} : { end_image }),
    ...(Object.keys(args).length === 0 ? {} : { args }),
  };
}

const isOn = (flag: boolean | 'true' | 'false') => flag === true || flag === 'true';

function parsed(json: string): Record<string, unknown> | null {
  try {
    const value = parseJson(json);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

const OUR_TRACKING = {
  ledger_jsonl: 'experiments/fal/ledger.jsonl',
  ledger_csv: 'experiments/fal/ledger.csv',
};

/** What the older shape says and has no effect here. */
export function ignoredIn({ output_root, tracking = {}, model_overrides = {} }: ExperimentFile): string[] {
  const flags = Object.entries(model_overrides).flatMap(([model, override]) =>
    IGNORED_FLAGS.filter((flag) => flag in override).map((flag) => `model_overrides.${model}.${flag}`),
  );
  const elsewhere = Object.entries(OUR_TRACKING).filter(
    ([name, ours]) => (tracking[name as keyof typeof OUR_TRACKING] ?? ours) !== ours,
  );
  const ignored = [
    ...(output_root === undefined ? [] : ['output_root']),
    ...elsewhere.map(([name]) => `tracking.${name}`),
    ...flags,
  ];
  if (ignored.length === 0) return [];
  return [`${ignored.join(', ')}: no effect; videos and ledger lie below experiments/fal.`];
}
