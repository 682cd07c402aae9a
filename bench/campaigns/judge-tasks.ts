import { Ajv } from 'ajv';
import { FalVideoError } from '../../src/errors.ts';
import type { ModelDetail, Models, Task } from '../../src/models/types.ts';
import type { RecordedEndpoint } from '../../test/support/recorded-schemas.ts';
import { type Schema, shown, waysOf } from './read-schema.ts';

/** A task with all that fal requires, in the program's words. */
function smallestTask({ input }: RecordedEndpoint, { inputs, words }: ModelDetail): Task {
  const { properties, required = [] } = input;
  const taken = new Set(inputs.map(({ argument }) => argument));
  const files = inputs
    .filter((each) => each.required)
    .map(({ role, argument }) => {
      const least = Number(properties[argument]?.['minItems'] ?? 1);
      return [role, Array.from({ length: least }, () => 'https://example.com/a')] as const;
    });
  const others = required.filter((name) => !taken.has(name) && name !== words['prompt']);
  return {
    ...(words['prompt'] === undefined ? {} : { prompt: 'a walk' }),
    inputs: Object.fromEntries(files),
    args: Object.fromEntries(others.map((name) => [name, sample(properties[name] ?? {})])),
  };
}

function sample(schema: Schema): unknown {
  const [way = {}] = waysOf(schema);
  const { type, enum: values, default: standard, minimum = 1, minItems = 1 } = { ...way, ...schema };
  if (Array.isArray(values)) return values[0] as unknown;
  if (standard !== undefined && standard !== null) return standard;
  switch (type) {
    case 'array':
      return Array.from({ length: Number(minItems) }, () => sample((way['items'] ?? {}) as Schema));
    case 'object': {
      const members = (way['properties'] ?? {}) as Record<string, Schema>;
      const required = (way['required'] ?? []) as string[];
      return Object.fromEntries(required.map((name) => [name, sample(members[name] ?? {})]));
    }
    case 'integer':
    case 'number':
      return minimum;
    case 'boolean':
      return true;
    case 'string':
      return 'x';
    default:
      // Two types that are missing from their documents are points.
      return { x: 0, y: 0 };
  }
}

const ajv = new Ajv({ strict: false, validateFormats: false, logger: false });

/** `nullable` beside no type is a word of OpenAPI 3.0 that no JSON Schema has. */
const withoutOwnWords = (schema: Schema) =>
  JSON.parse(
    JSON.stringify(schema, (key, value: unknown) => (key === 'nullable' ? undefined : value)),
  ) as Schema;

/** A task with all that is required is one that fal takes. */
export function judgeTask(endpoint: RecordedEndpoint, model: ModelDetail, models: Models): string[] {
  const body = attempt(model, smallestTask(endpoint, model), models);
  if (typeof body === 'string') return [`the smallest task: ${body}`];
  return ajv.validate(withoutOwnWords(endpoint.input), body)
    ? []
    : [`the smallest task is refused by fal: ${ajv.errorsText()}`];
}

/** Each length that the document takes is sent as it has it, and no other. */
export function judgeLengths(endpoint: RecordedEndpoint, model: ModelDetail, models: Models): string[] {
  const { duration, num_frames: frames } = endpoint.input.properties;
  const { args: { duration: _, num_frames: __, ...extra } = {}, ...rest } = smallestTask(endpoint, model);
  const sent = (seconds: number, field: string) => {
    const body = attempt(model, { ...rest, args: extra, duration: seconds }, models);
    return typeof body === 'string' ? undefined : body[field];
  };
  const durations = model.durations ?? [];
  if (duration !== undefined)
    return judgeSeconds(duration, (seconds) => sent(seconds, 'duration'), durations);
  const { minimum = 0, maximum = Infinity } = (frames ?? {}) as Bounds;
  return frames === undefined
    ? []
    : durations.flatMap((seconds) => {
        const count = sent(seconds, 'num_frames');
        const isInside = typeof count === 'number' && count >= minimum && count <= maximum;
        return isInside ? [] : [`num_frames: ${seconds} s are ${shown(count)} frames`];
      });
}

interface Bounds {
  minimum?: number;
  maximum?: number;
}

function judgeSeconds(
  duration: Schema,
  sent: (seconds: number) => unknown,
  durations: readonly number[],
): string[] {
  const ways = waysOf(duration);
  const listed = ways.flatMap((way) => (way['enum'] ?? []) as unknown[]);
  const lengths = listed.filter((value) => Number.parseFloat(String(value)) > 0);
  if (lengths.length > 0) {
    const lost = lengths.filter((value) => sent(Number.parseFloat(String(value))) !== value);
    const more = durations.length === lengths.length ? [] : ['duration: other lengths'];
    return [...lost.map((value) => `duration: ${shown(value)} is not sent`), ...more];
  }
  const [{ minimum = 1, maximum } = {}] = ways as Bounds[];
  const standard = Number(duration['default']);
  if (maximum === undefined) return sent(standard) === standard ? [] : ['duration: its default is not sent'];
  const ends = [Math.max(1, Math.ceil(minimum)), Math.floor(maximum)];
  return [
    ...ends.filter((seconds) => sent(seconds) !== seconds),
    ...[Math.floor(maximum) + 1].filter((seconds) => sent(seconds) !== undefined),
  ].map((seconds) => `duration: ${seconds}`);
}

/** The arguments that are sent, or why none are. */
function attempt(model: ModelDetail, task: Task, models: Models): Record<string, unknown> | string {
  try {
    return models.resolve(model.endpoint_id, { ...task, allow_retired: true }).arguments;
  } catch (error) {
    if (error instanceof FalVideoError) return `${error.code}: ${error.message}`;
    throw error;
  }
}
