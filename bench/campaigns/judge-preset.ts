import type { InputDoc, ModelDetail, Models, Role } from '../../src/models/types.ts';
import type { RecordedEndpoint } from '../../test/support/recorded-schemas.ts';
import { judgeLengths, judgeTask } from './judge-tasks.ts';
import { type Schema, shown, waysOf } from './read-schema.ts';

/**
 * A second opinion on a preset: what the recorded document says, read here from its own text, against what the program
 * then does. It shares nothing with the code that writes presets.
 */
export function judgePreset(endpoint: RecordedEndpoint, alias: string, models: Models): string[] {
  const model = models.get(alias);
  return [
    ...judgeArguments(endpoint, model),
    ...judgeFiles(endpoint, model),
    ...judgeLengths(endpoint, model, models),
    ...judgeTask(endpoint, model, models),
  ];
}

const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
const sorted = (values: readonly unknown[] = []) => values.map((value) => JSON.stringify(value)).toSorted();

function judgeArguments({ input }: RecordedEndpoint, model: ModelDetail): string[] {
  const names = Object.keys(input.properties);
  const known = model.arguments.map(({ name }) => name);
  if (!same(names.toSorted(), known.toSorted())) return [`arguments: ${known.join(', ')}`];
  return model.arguments.flatMap((argument) => {
    const { name } = argument;
    const schema = input.properties[name] ?? {};
    const ways = waysOf(schema);
    const said = schema['default'] ?? undefined;
    const listed = ways.flatMap((way) => (way['enum'] ?? []) as unknown[]);
    const isClosed = ways.every((way) => way['enum'] !== undefined || way['type'] === 'object');
    const isLength = LENGTH.test(name) && model.durations !== null;
    const bound = (which: string) => ways.find((way) => way[which] !== undefined)?.[which];
    return [
      same(argument.default, said) ? [] : `${name}: default ${shown(argument.default)}, not ${shown(said)}`,
      argument.required === (input.required ?? []).includes(name) ? [] : `${name}: required`,
      isLength || !isClosed || same(sorted(argument.allowed), sorted(listed))
        ? []
        : `${name}: allowed ${shown(argument.allowed)}, not ${shown(listed)}`,
      isLength || isClosed || argument.allowed === undefined ? [] : `${name}: a list that fal does not have`,
      listed.length > 0 || argument.minimum === bound('minimum') ? [] : `${name}: minimum`,
      listed.length > 0 || argument.maximum === bound('maximum') ? [] : `${name}: maximum`,
    ].flat();
  });
}

const LENGTH = /^(?:duration|num_frames|number_of_frames)$/;

/** What a field is for, by its name alone; `null` where the name does not say it. */
function meantFor(name: string, { category, input }: RecordedEndpoint): Role | null {
  if (/mask|pose_image|depth|canny|control_lora|style/.test(name)) return null;
  if (/^(?:end|last|tail)_(?:image|frame)/.test(name)) return 'last_frame';
  if (/^(?:first|start)_(?:image|frame)/.test(name)) return 'first_frame';
  if (/^(?:ref|reference|subject_reference)_image|^(?:input_)?image_urls$/.test(name)) return 'reference';
  if (/^video_urls?$/.test(name)) return 'video';
  if (/^audio_urls?$/.test(name)) return 'audio';
  const hasFirst = Object.keys(input.properties).some((each) =>
    /^(?:first|start)_(?:image|frame)/.test(each),
  );
  if (name !== 'image_url' || hasFirst) return null;
  // A clip that is worked on is no start.
  const isStart = category === 'image-to-video' && !(input.required ?? []).includes('video_url');
  return isStart ? 'first_frame' : 'reference';
}

const takesUrl = (schema: Schema): boolean =>
  waysOf(schema).some(
    (way) =>
      (way['type'] === 'string' && way['enum'] === undefined) ||
      (way['type'] === 'array' && takesUrl((way['items'] ?? {}) as Schema)),
  );

function judgeFiles(endpoint: RecordedEndpoint, { inputs }: ModelDetail): string[] {
  const { properties, required = [] } = endpoint.input;
  const files = Object.keys(properties).filter(
    (name) => /(?:_urls?|^images?|^videos?|^audio)$/.test(name) && takesUrl(properties[name] ?? {}),
  );
  const wrong = inputs.flatMap(({ role, argument, required: needed, many }: InputDoc) => {
    const meant = meantFor(argument, endpoint);
    // Where it is not all there is, a plain picture may start the clip as well as be its subject.
    const isAll = endpoint.category === 'image-to-video' && properties['video_url'] === undefined;
    const isEither = argument === 'image_url' && /^(?:first_frame|reference)$/.test(role) && !isAll;
    const isList = waysOf(properties[argument] ?? {}).some(({ type }) => type === 'array');
    return [
      files.includes(argument) ? [] : `${role}: ${argument} takes no file`,
      meant === null || meant === role || isEither ? [] : `${role}: ${argument} is the ${meant}`,
      needed === required.includes(argument) ? [] : `${role}: required`,
      many === isList ? [] : `${role}: one or many`,
    ].flat();
  });
  const lost = files.flatMap((name) => {
    const meant = meantFor(name, endpoint);
    const rivals = files.filter((other) => meantFor(other, endpoint) === meant);
    const isTaken = inputs.some(({ argument }) => argument === name);
    return meant === null || isTaken || rivals.length > 1 ? [] : [`${meant}: ${name} has no role`];
  });
  return [...wrong, ...lost];
}
