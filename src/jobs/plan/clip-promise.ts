import { type ClipFacts, clipFacts } from '../../models/clip-facts.ts';
import type { ModelDetail, Resolution, Role } from '../../models/types.ts';

/** What follows another clip or sound is as long, and as loud, as that. */
const FOLLOWED: readonly Role[] = ['video', 'audio'];

/**
 * What a clip should be like by what is sent and how its model is documented, to be held against what comes out; `null`
 * where neither says it. Shape and size only where they are sent: models that start from a picture keep its own, whatever
 * their documented default.
 */
export function clipPromise(model: ModelDetail, { arguments: args, fields }: Resolution): ClipFacts {
  const { seconds, resolution, aspect_ratio, audio } = clipFacts(model, args);
  const isSent = (word: string) => Object.hasOwn(args, model.words[word] ?? '');
  const follows =
    'video_id' in args ||
    model.inputs.some(({ role, argument }) => FOLLOWED.includes(role) && argument in args);
  // A model without a switch may still have been asked for silence.
  const asked = fields.find(({ field }) => field === 'audio')?.asked;
  return {
    seconds: follows ? null : seconds,
    resolution: isSent('resolution') ? resolution : null,
    aspect_ratio: isSent('aspect_ratio') ? aspect_ratio : null,
    audio: follows ? null : (audio ?? (typeof asked === 'boolean' ? asked : null)),
  };
}
