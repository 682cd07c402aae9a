import { inputError } from '../../errors.ts';
import { safeText, safeValue } from '../../util/safe-text.ts';

/** One thing in a schema that cannot be mapped without a guess. */
export interface Strange {
  field: string;
  /** What the schema says, and why that is not enough. */
  why: string;
  /** What a person has to decide. */
  decide: string;
}

/** Throws STRANGE_SCHEMA with every such thing; `detail` holds them all, the message the first six. */
export function refuseStrange(endpointId: string, strange: readonly Strange[]): void {
  if (strange.length === 0) return;
  const shown = strange
    .slice(0, 6)
    .map(({ field, why, decide }) => `${field}: ${why} (to decide: ${decide})`);
  const more = strange.length > 6 ? `; and ${strange.length - 6} more` : '';
  throw inputError({
    code: 'STRANGE_SCHEMA',
    message: `${endpointId} cannot be added without a guess. ${oneLine(shown.join('; '), 2000)}${more}. Nothing was written.`,
    next: 'Decide these, and write the preset by hand, in the form of those in presets/ of fal-video. Until then the endpoint can be used by its id, with its own arguments.',
    detail: safeValue(strange),
  });
}

/** Text of somebody else's as a part of a sentence: clean, without line breaks, not endless. */
export const oneLine = (text: string, most: number) => safeText(text, most).replaceAll(/\s+/g, ' ');
