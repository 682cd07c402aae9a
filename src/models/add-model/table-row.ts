import type { ArgumentSchema, InputSchema } from '../arguments-of-schema.ts';
import { durationField } from '../presets/duration-rule.ts';
import { leftToCaller } from './draft-preset.ts';
import { type Preset, type Word, WORDS } from '../presets/preset-shape.ts';
import type { Role, Task } from '../types.ts';
import { sampleOf } from './sample.ts';

/**
 * One preset's row of `preset-tables/`: the body of the smallest task, and what each length, role, word and further
 * argument changes in it. The values are those of the schema, not what `resolve` makes of the preset.
 */
export interface TableRow {
  endpoint_id: string;
  task: Task;
  body: Record<string, unknown>;
  /** Field → seconds → value. A field without a name: the model has one length and no argument for it. */
  durations?: Record<string, Record<string, unknown>>;
  /** Each further role, and what it changes. */
  roles?: Record<string, Record<string, unknown>>;
  /** Each further word: what is asked, and what it changes. */
  words?: Record<string, [unknown, Record<string, unknown>]>;
  /** Each further argument of the model itself. */
  extras?: Record<string, unknown>;
  /** Whole tasks and bodies for what stands in place of something: shots of the prompt, frames of the seconds. */
  instead?: [Task, Record<string, unknown>][];
  /** Whole tasks that a rule between fields refuses. */
  refused?: [Task, string, string][];
  /** A task that is run on the simulator, and what fal receives: the URL of its upload in place of `hero.png`. */
  run?: { task: Task; received: Record<string, unknown> };
}

export function tableRow(preset: Preset, input: InputSchema): TableRow {
  const { roles, fields, defaults, endpoint_id } = preset;
  const properties = input.properties ?? {};
  const needed = ROLES_IN_ORDER.filter((role) => roles[role]?.required === true);
  const further = ROLES_IN_ORDER.filter((role) => roles[role]?.required === false);
  const lengths = lengthsOf(preset, properties);
  const length = durationField(preset.duration);
  const given = givenByCaller(preset, properties, lengths);
  const withFiles = (files: Record<Role, string>): { task: Task; body: Record<string, unknown> } => {
    const filled = needed.map((role) => [role, filesFor(role, preset, properties, files)] as const);
    return {
      task: {
        ...(fields.prompt === undefined ? {} : { prompt: PROMPT }),
        inputs: Object.fromEntries(filled),
        ...given.task,
      },
      body: {
        ...(fields.prompt === undefined ? {} : { [fields.prompt]: PROMPT }),
        ...Object.fromEntries(
          filled.map(([role, urls]) => [roles[role]?.field, inField(role, preset, urls)]),
        ),
        ...defaults,
        ...standardLength(preset, lengths),
        ...given.body,
      },
    };
  };
  const words = Object.entries(fields).filter(([word]) => word !== 'prompt');
  const mapped = new Set([
    ...Object.values(roles).map(({ field }) => field),
    ...Object.values(fields),
    length,
  ]);
  const extras = preset.arguments.filter(({ name }) => !mapped.has(name)).map(({ name }) => name);
  const plain = withFiles(URLS);
  const [shortest] = Object.entries(lengths);
  const run = withFiles({ ...URLS, first_frame: HERO, last_frame: HERO, reference: HERO });
  return {
    endpoint_id,
    ...plain,
    ...(length === null ? {} : { durations: { [length]: lengths } }),
    ...ifAny(
      'roles',
      further.map((role) => [role, changeOf(role, preset, properties)]),
    ),
    ...ifAny(
      'words',
      words.map(([word, field]) => [word, wordRow(word as Word, field, properties[field] ?? {})]),
    ),
    ...ifAny(
      'extras',
      extras.map((name) => [name, sampleOf(properties[name] ?? {})]),
    ),
    run:
      length === null || shortest === undefined
        ? { task: run.task, received: run.body }
        : {
            task: { ...run.task, duration: Number(shortest[0]) },
            received: { ...run.body, [length]: shortest[1] },
          },
  };
}

/** What the smallest task has to say beside prompt and files: words, the length, arguments of the model's own. */
function givenByCaller(
  preset: Preset,
  properties: Record<string, ArgumentSchema>,
  lengths: Record<string, unknown>,
): { task: Task; body: Record<string, unknown> } {
  const { fields, duration } = preset;
  const [[seconds, spelled] = []] = Object.entries(lengths);
  const given = leftToCaller(preset).map((name): [Task, unknown] => {
    const word = WORDS.find((each) => fields[each] === name);
    if (word !== undefined) {
      const [asked] = wordRow(word, name, properties[name] ?? {});
      return [{ [word]: asked }, asked];
    }
    if (name === durationField(duration)) return [{ duration: Number(seconds) }, spelled];
    const sample = sampleOf(properties[name] ?? {});
    return [{ args: { [name]: sample } }, sample];
  });
  const args = Object.assign({}, ...given.map(([task]) => task.args)) as Record<string, unknown>;
  const task = Object.assign({}, ...given.map(([each]) => each)) as Task;
  return {
    task: Object.keys(args).length === 0 ? task : { ...task, args },
    body: Object.fromEntries(leftToCaller(preset).map((name, index) => [name, given[index]?.[1]])),
  };
}

const PROMPT = 'a walk';
const HERO = 'hero.png';
const ROLES_IN_ORDER = ['first_frame', 'last_frame', 'reference', 'video', 'audio'] as const;
const URLS: Record<Role, string> = {
  first_frame: 'https://example.com/first.png',
  last_frame: 'https://example.com/last.png',
  reference: 'https://example.com/ref.png',
  video: 'https://example.com/clip.mp4',
  audio: 'https://example.com/sound.mp3',
};

/** Seconds → what the schema lists for them. */
function lengthsOf(
  { duration }: Preset,
  properties: Record<string, ArgumentSchema>,
): Record<string, unknown> {
  if (duration === null || duration.spelling === 'fixed') return {};
  const { enum: listed, default: standard, anyOf = [] } = properties[duration.field] ?? {};
  if (duration.spelling === 'frames') {
    return Object.fromEntries(duration.seconds.map((each) => [each, each * duration.fps + duration.plus]));
  }
  const inWays = anyOf.flatMap((way) => way.enum ?? []);
  const isSpelled = duration.spelling !== 'number';
  const values = listed ?? (isSpelled ? [...inWays, standard] : [...inWays, ...duration.seconds]);
  return Object.fromEntries(
    values.flatMap((value) => {
      const seconds = Number.parseFloat(String(value));
      return duration.seconds.includes(seconds) ? [[seconds, value] as const] : [];
    }),
  );
}

function standardLength({ duration }: Preset, lengths: Record<string, unknown>): Record<string, unknown> {
  if (duration === null || duration.spelling === 'fixed' || duration.default_seconds === null) return {};
  return { [duration.field]: lengths[duration.default_seconds] };
}

/** As many files as the field wants at least. */
function filesFor(
  role: Role,
  { roles }: Preset,
  properties: Record<string, ArgumentSchema>,
  files: Record<Role, string>,
): string[] {
  const target = roles[role];
  const least = target?.many === true ? properties[target.field]?.['minItems'] : 1;
  return Array.from({ length: Math.max(1, typeof least === 'number' ? least : 1) }, () => files[role]);
}

const inField = (role: Role, { roles }: Preset, given: string[]) =>
  roles[role]?.many === true ? given : given[0];

function changeOf(
  role: Role,
  preset: Preset,
  properties: Record<string, ArgumentSchema>,
): Record<string, unknown> {
  const given = filesFor(role, preset, properties, URLS);
  return { [preset.roles[role]?.field ?? '']: inField(role, preset, given) };
}

function wordRow(word: Word, field: string, schema: ArgumentSchema): [unknown, Record<string, unknown>] {
  const value = word === 'negative_prompt' ? 'blur' : word === 'seed' ? seedOf(schema) : sampleOf(schema);
  return [value, { [field]: value }];
}

const seedOf = (schema: ArgumentSchema) => ((schema.minimum ?? 0) > 0 ? sampleOf(schema) : 0);

function ifAny<Name extends string, Row>(
  name: Name,
  rows: [string, Row][],
): Partial<Record<Name, Record<string, Row>>> {
  return rows.length === 0 ? {} : ({ [name]: Object.fromEntries(rows) } as Record<Name, Record<string, Row>>);
}
