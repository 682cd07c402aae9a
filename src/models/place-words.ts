import { cannotDo } from './cannot-do.ts';
import { spelledAsListed } from './check-arguments.ts';
import type { Draft } from './draft.ts';
import { safeText } from '../util/safe-text.ts';
import { type Preset, type Word, WORDS } from './preset-schema.ts';
import type { Task } from './types.ts';

/** Puts prompt, resolution, seed and the like into the model's own fields; a word without a field is refused. */
export function placeWords(preset: Preset, task: Task, draft: Draft, presets: readonly Preset[]): void {
  for (const word of WORDS) {
    const asked = task[word];
    if (asked === undefined) continue;
    const field = preset.fields[word];
    if (field !== undefined) {
      const sent = spelledAsListed(
        preset.arguments.find(({ name }) => name === field),
        asked,
      );
      draft.set({ field, asked, sent, origin: 'asked' });
    } else if (word === 'audio' && asked === alwaysHas(preset)) {
      const note = asked ? 'its clips always have sound' : 'its clips are silent';
      draft.set({ field: word, asked, origin: 'asked', note });
    } else {
      throw cannotDo('UNSUPPORTED_FIELD', preset, described(word, asked), ableTo(word, asked, presets));
    }
  }
}

/** Whether a model without a switch has sound anyway. */
const alwaysHas = ({ sound }: Preset) => sound === 'always';

function ableTo(word: Word, asked: unknown, presets: readonly Preset[]): Preset[] {
  return presets.filter(
    (preset) => preset.fields[word] !== undefined || (word === 'audio' && asked === alwaysHas(preset)),
  );
}

function described(word: Word, asked: unknown): string {
  return word === 'prompt' || word === 'negative_prompt' ? word : `${word} ${safeText(String(asked), 80)}`;
}
