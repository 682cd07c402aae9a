import { inputError } from '../../errors.ts';
import { safeText } from '../../util/safe-text.ts';
import { cannotDo } from './cannot-do.ts';
import { spelledAsListed } from '../presets/check-arguments.ts';
import type { Draft } from './draft.ts';
import { type Offered, type Preset, type Word, WORDS } from '../presets/preset-shape.ts';
import type { FieldRecord, Task, TaskKind } from '../types.ts';

/** Puts prompt, resolution, seed and the like into the model's own fields; a word without a field is refused. */
export function fillWords(preset: Preset, task: Task, draft: Draft, presets: Offered): void {
  for (const word of WORDS) {
    const asked = task[word];
    if (asked === undefined) continue;
    const field = preset.fields[word];
    if (field !== undefined) {
      refuseTwice(word, field, preset, task, draft);
      draft.set({ field, asked, sent: spelled(word, field, asked, preset), origin: 'asked' });
    } else if (word === 'audio' && asked !== true && preset.sound !== 'always') {
      draft.set({ field: word, asked, origin: 'asked', note: silence(preset) });
    } else if (word === 'audio' && asked === true && preset.sound === 'always') {
      draft.set({ field: word, asked, origin: 'asked', note: 'its clips always have sound' });
    } else {
      const able = ableTo(word, asked, presets, task.kind);
      const why = reasonFor(word, asked, preset);
      throw cannotDo('UNSUPPORTED_FIELD', preset, described(word, asked), able, task, why);
    }
  }
}

/** Why a model has no argument for it, where the answer to that is what helps. */
function reasonFor(word: Word, asked: unknown, { sound, roles }: Preset): string | undefined {
  if (word === 'audio' && sound === 'always') return 'it always makes sound';
  if (word === 'audio' && asked === true && sound === 'none') return 'its clips are silent';
  if (word !== 'aspect_ratio') return undefined;
  if (roles.first_frame?.required === true) return 'its shape follows the picture';
  return roles.video?.required === true ? 'its shape follows the video' : undefined;
}

const silence = ({ sound }: Preset) =>
  sound === 'none'
    ? 'its clips are silent'
    : 'it has no switch for sound, and fal does not say whether it has any';

/** Two words for one argument, such as the size and the ratio of a picture, exclude each other. */
function refuseTwice(word: Word, field: string, { alias, fields }: Preset, task: Task, draft: Draft): void {
  if (draft.origin(field) !== 'asked') return;
  const other = WORDS.find((each) => each !== word && fields[each] === field && task[each] !== undefined);
  throw inputError({
    code: 'CONFLICTING_ARGUMENTS',
    message: `${alias} has one argument, ${field}, for ${other ?? field} and ${word}.`,
    next: `Give only one of them.`,
  });
}

/** The value in the model's words: its name for it, its upper and lower case, `{width, height}` for pixels. */
function spelled(word: Word, field: string, asked: FieldRecord['asked'], preset: Preset): unknown {
  const named = preset.spellings[word]?.[String(asked).toLowerCase()];
  if (named !== undefined) return named;
  const argument = preset.arguments.find(({ name }) => name === field);
  const pixels =
    word === 'size' && argument?.or_object === true ? /^(\d{2,5})x(\d{2,5})$/i.exec(String(asked)) : null;
  if (pixels !== null) return { width: Number(pixels[1]), height: Number(pixels[2]) };
  return spelledAsListed(argument, asked);
}

function ableTo(word: Word, asked: unknown, presets: Offered, kind: TaskKind | undefined): Preset[] {
  return presets.filter(
    ({ fields, sound }) =>
      fields[word] !== undefined ||
      (word === 'audio' && (asked === true ? sound === 'always' : sound === 'none')),
    kind,
  );
}

function described(word: Word, asked: unknown): string {
  return word === 'prompt' || word === 'negative_prompt' ? word : `${word} ${safeText(String(asked), 80)}`;
}
