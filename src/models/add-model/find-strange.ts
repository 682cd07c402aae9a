import { safeText } from '../../util/safe-text.ts';
import type { ArgumentSchema } from '../from-schema/arguments-of-schema.ts';
import { durationField } from '../presets/duration-rule.ts';
import { WORD_NAMES } from '../from-schema/map-from-schema.ts';
import type { Preset, Word } from '../presets/preset-shape.ts';
import type { Role, TaskKind } from '../types.ts';
import type { Strange } from './strange.ts';

type Properties = Record<string, ArgumentSchema>;

/** Lengths that no clip has, looked for before anything counts up to them. */
export function findEndless({ duration, num_frames: frames, ...others }: Properties): Strange[] {
  const rates = ['frames_per_second', 'fps', 'frame_rate'].flatMap((name) => others[name]?.default ?? []);
  return [
    ...(Number(duration?.maximum) > MOST_SECONDS
      ? [endless('duration', `it takes up to ${duration?.maximum} seconds`)]
      : []),
    ...(Number(frames?.maximum) > MOST_SECONDS * 120
      ? [endless('num_frames', `it takes up to ${frames?.maximum} frames`)]
      : []),
    ...(rates.some((rate) => typeof rate === 'number' && rate < 1)
      ? [endless('num_frames', 'the rate is below one frame a second')]
      : []),
  ];
}

const MOST_SECONDS = 120;
const endless = (field: string, why: string): Strange => ({ field, why, decide: 'which lengths make sense' });

/** What the schema leaves open, where a preset would need a guess. */
export function findStrange(preset: Preset, properties: Properties, category: string | undefined): Strange[] {
  return [
    ...taskProblems(preset, category),
    ...wordProblems(preset, properties),
    ...lengthProblems(preset, properties),
    ...fileProblems(preset, properties),
    ...requiredProblems(preset),
  ];
}

/** The role that each kind of task lives from. */
const LIVES_FROM: Partial<Record<TaskKind, Role>> = {
  'image-to-video': 'first_frame',
  'first-last-frame': 'last_frame',
  'reference-to-video': 'reference',
  extend: 'video',
  edit: 'video',
  'motion-control': 'video',
  'image-edit': 'reference',
};

function taskProblems({ tasks, roles }: Preset, category: string | undefined): Strange[] {
  if (tasks.length === 0) {
    const why = category === undefined ? 'fal gives none' : `fal calls it "${category}"`;
    return [{ field: 'category', why, decide: 'which kinds of task it does' }];
  }
  return tasks.flatMap((task) => {
    const role = LIVES_FROM[task];
    if (role !== undefined && roles[role] === undefined) {
      return [
        {
          field: role,
          why: `it is for ${task}, but no field is known to take the ${role}`,
          decide: 'which field does',
        },
      ];
    }
    const required = Object.values(roles).filter((target) => target.required);
    return task.startsWith('text-to-') && tasks.length === 1 && required.length > 0
      ? required.map(({ field }) => ({
          field,
          why: `it is for ${task}, but this file is required`,
          decide: 'which kind of task it does',
        }))
      : [];
  });
}

function wordProblems({ fields }: Preset, properties: Properties): Strange[] {
  return Object.entries(WORD_NAMES).flatMap(([word, { type, names }]) => {
    const there = names.filter((name) => properties[name] !== undefined);
    if (fields[word as Word] !== undefined) return [];
    if (there.length > 1) {
      return [
        {
          field: there.join(', '),
          why: `both could be the ${word}`,
          decide: `which one the ${word} of a task goes into`,
        },
      ];
    }
    if (there.length === 1) {
      return [
        {
          field: there.join(''),
          why: `it does not take a ${type}`,
          decide: `how the ${word} of a task is written there`,
        },
      ];
    }
    return word === 'prompt'
      ? [
          {
            field: 'prompt',
            why: 'there is no such field',
            decide: 'whether it takes words under another name, or none',
          },
        ]
      : [];
  });
}

const LENGTH_NAMES =
  /^(?:duration|num_frames|duration_seconds|seconds|num_seconds|length|video_length|frames)$/;

function lengthProblems({ duration, tasks }: Preset, properties: Properties): Strange[] {
  if (tasks.every((task) => task.endsWith('-image') || task === 'image-edit')) return [];
  const field = durationField(duration);
  if (duration !== null && duration.spelling !== 'fixed') {
    return duration.open === true
      ? [{ field: field ?? 'duration', why: 'it states no bounds', decide: 'which lengths it takes' }]
      : [];
  }
  return Object.keys(properties)
    .filter((name) => LENGTH_NAMES.test(name))
    .map((name) => ({
      field: name,
      why: `the spelling of lengths is not known: ${safeText(JSON.stringify(properties[name]), 120)}`,
      decide: 'how seconds are written there',
    }));
}

const FILE_NAMES = /(?:^|_)(?:image|frame|picture|photo|video|audio)s?(?:_(?:url|uri|path)s?)?(?:_\d+)?$/;
const NOT_FILES = /^(?:num|max|generate|enable|match|use|return)_|^audio$/;

/** Every field that looks like a picture, clip or sound has a role, or a person says which. */
function fileProblems({ roles }: Preset, properties: Properties): Strange[] {
  const taken = new Set(Object.values(roles).map(({ field }) => field));
  return Object.keys(properties)
    .filter((name) => FILE_NAMES.test(name) && !NOT_FILES.test(name) && !taken.has(name))
    .map((name) => ({
      field: name,
      why: 'it looks like a picture, clip or sound, and its role is not known',
      decide: 'which role it has (first_frame, last_frame, reference, video, audio), or none',
    }));
}

/** A task must be able to fill whatever fal requires. */
function requiredProblems({ arguments: known, roles, fields, duration, defaults }: Preset): Strange[] {
  const filled = new Set([
    ...Object.values(roles).map(({ field }) => field),
    ...Object.keys(defaults),
    fields.prompt,
    ...(duration !== null && duration.spelling !== 'fixed' && duration.default_seconds !== null
      ? [duration.field]
      : []),
  ]);
  return known
    .filter(({ name, required }) => required && !filled.has(name))
    .map(({ name }) => ({
      field: name,
      why: 'it is required, and fal has no default',
      decide: 'what the preset sends',
    }));
}
