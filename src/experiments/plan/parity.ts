import type { FieldRecord, ModelDetail, Resolution as WholeResolution } from '../../models/types.ts';
import { safeText } from '../../util/safe-text.ts';
import type { Change } from './fit-request.ts';
import type { ParityNote } from '../types.ts';

type Resolution = Pick<WholeResolution, 'arguments' | 'fields'>;

/** What was asked and is not done as asked, each with what happens instead. */
export function parityNotes(
  resolution: Resolution,
  changes: readonly Change[],
  model: ModelDetail,
  without: readonly string[],
  asked: Readonly<Record<string, unknown>>,
): ParityNote[] {
  return [
    ...changes.map((change) => noteOfChange(change, resolution, model)),
    ...without.map((field) => noteOfTaken(field, asked[field], resolution, model)),
    ...resolution.fields.flatMap(noteOfField),
    ...COSTLY.flatMap((word) => noteOfDefault(word, asked, resolution, model)),
  ];
}

/** Words that nobody has to ask for to get, and that make clips dearer or change what was written. */
const COSTLY = ['audio', 'enhance_prompt'];

/** What fal does unasked, and the other models of the experiment perhaps do not. */
function noteOfDefault(
  word: string,
  asked: Readonly<Record<string, unknown>>,
  { arguments: args }: Resolution,
  { words, arguments: known }: ModelDetail,
): ParityNote[] {
  const argument = words[word];
  if (argument === undefined || asked[word] != null || Object.hasOwn(args, argument)) return [];
  const standard = known.find(({ name }) => name === argument)?.default ?? null;
  if (standard === false) return [];
  const stands =
    standard === null
      ? `fal does not say what ${argument} is`
      : `fal's own ${argument} ${shown(standard)} stands`;
  return [{ field: word, asked: null, instead: standard, text: `${word} was not asked for: ${stands}` }];
}

function noteOfChange(
  { word: field, asked, instead, why }: Change,
  resolution: Resolution,
  model: ModelDetail,
): ParityNote {
  if (field === 'seed') return { field, asked, instead: null, text: SEEDLESS };
  if (instead !== undefined) {
    return { field, asked, instead, text: `${field} ${shown(instead)} instead of ${shown(asked)}: ${why}` };
  }
  const stands = standing(field, resolution, model);
  const then = stands === null ? 'its own stands' : `its own ${shown(stands)} stands`;
  return { field, asked, instead: stands, text: `${field} ${shown(asked)} is left out: ${why}; ${then}` };
}

function noteOfTaken(word: string, asked: unknown, resolution: Resolution, model: ModelDetail): ParityNote {
  const stands = standing(word, resolution, model);
  return {
    field: word,
    asked,
    instead: stands,
    text: `${word} ${shown(asked)} is taken away by the file${stands === null ? '' : `; its own ${shown(stands)} stands`}`,
  };
}

/** What the resolution itself says was not done as asked. */
function noteOfField({ field, asked, sent, origin, note }: FieldRecord): ParityNote[] {
  if (asked === undefined) return [];
  if (origin === 'override' && !Object.is(asked, sent)) {
    return [
      { field, asked, instead: sent ?? null, text: `${field} is ${shown(sent)} by args, ${note ?? ''}` },
    ];
  }
  if (field === 'audio' && sent === undefined && note?.includes('fal does not say') === true) {
    return [{ field, asked, instead: null, text: `audio ${shown(asked)} cannot be assured: ${note}` }];
  }
  return [];
}

const SEEDLESS = 'has no seed: each seed asked is one more run of the same arguments, left to chance';

/** What the model does when the word is not sent: its preset's value, or fal's default. */
function standing(word: string, { arguments: args }: Resolution, model: ModelDetail): unknown {
  const argument = word === 'duration' ? 'duration' : model.words[word];
  if (argument === undefined) return null;
  return args[argument] ?? model.arguments.find(({ name }) => name === argument)?.default ?? null;
}

/**
 * The records with each adjusted field marked as such: asked for is what the experiment asks, not what was
 * asked of the model in its place.
 */
export function withAdjustments(
  resolution: Resolution,
  changes: readonly Change[],
  model: ModelDetail,
): FieldRecord[] {
  return resolution.fields.map((record) => {
    const change = changes.find(
      ({ word, instead }) =>
        instead !== undefined && record.asked === instead && record.field === argumentOf(word, record, model),
    );
    if (change === undefined) return record;
    return { ...record, asked: change.asked, origin: 'adjusted', note: change.why };
  });
}

/** Lengths go by two names: `duration`, or a number of frames; a model of one length has a record without either. */
function argumentOf(word: string, { field }: FieldRecord, model: ModelDetail): string | undefined {
  if (word !== 'duration') return model.words[word];
  return ['duration', 'num_frames'].includes(field) ? field : undefined;
}

const shown = (value: unknown) =>
  safeText(typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value)), 80);
