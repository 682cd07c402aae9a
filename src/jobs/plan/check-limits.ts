import { inputError } from '../../errors.ts';
import { checkPicture, type FileFacts, type FileLimits } from '../../models/check-picture.ts';
import type { Role } from '../../models/types.ts';
import type { InputRecord } from '../../store/job.ts';
import type { ReadInput } from './read-input.ts';

/** Refuses a local file that the model is known not to take, before it is uploaded or anything is paid. */
export function checkLimits(
  model: string,
  limits: Partial<Record<Role, FileLimits>>,
  inputs: readonly ReadInput[],
): void {
  for (const { record, info } of inputs) {
    const limit = limits[record.role];
    if (limit === undefined || info === null) continue;
    const problems = checkPicture(limit, factsOf(record, info));
    if (problems.length === 0) continue;
    throw inputError({
      code: 'FILE_NOT_TAKEN',
      message: `${model} does not take ${record.path ?? 'the file'} as ${record.role}: it ${problems.join('; it ')}.`,
      next: 'Give a file within these limits, or choose another model.',
    });
  }
}

/** Of the copy, where one is sent. */
function factsOf({ sent_as, ...file }: InputRecord, info: NonNullable<ReadInput['info']>): FileFacts {
  const bytes = sent_as?.bytes ?? file.bytes;
  const size = bytes === null ? {} : { bytes };
  switch (info.kind) {
    case 'picture':
      return {
        ...size,
        width: info.width,
        height: info.height,
        format: sent_as?.content_type ?? info.format,
        has_alpha: info.has_alpha,
      };
    case 'video':
      return {
        ...size,
        width: info.width,
        height: info.height,
        format: info.container,
        seconds: info.seconds,
      };
    case 'sound':
      return { ...size, format: info.container, seconds: info.seconds };
  }
}
