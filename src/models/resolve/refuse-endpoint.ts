import { inputError } from '../../errors.ts';
import type { CatalogEntry } from '../catalog.ts';
import { type Preset, WORDS } from '../presets/preset-shape.ts';
import { ROLES, type Task } from '../types.ts';

/**
 * A retired endpoint is not paid for unless the caller insists: it may fail, or run another model. `nearest`
 * does the same, for a retirement whose successor nobody has named.
 */
export function refuseRetired(
  model: string,
  entry: CatalogEntry | undefined,
  insists: boolean,
  nearest: () => string | undefined,
): void {
  const status = entry?.status;
  if (status?.state !== 'retired' || insists) return;
  const successor = status.successor ?? nearest();
  const instead = successor === undefined ? 'Choose another model' : `Use ${successor} instead`;
  throw inputError({
    code: 'RETIRED_MODEL',
    message: `${model} is retired: ${status.why}.`,
    next: `${instead}; where fal still answers it for you, the user may name it in allow_retired of fal-video.config.json.`,
  });
}

/**
 * For an endpoint of which not every argument is known: refuses what the known part does not map, and says
 * that it is our knowledge that ends there, not the model's ability.
 */
export function refuseUnmapped(entry: CatalogEntry, { fields, roles, duration }: Preset, task: Task): void {
  if (entry.input !== undefined && entry.partial !== true) return;
  const asked = [
    ...WORDS.filter((word) => task[word] !== undefined && fields[word] === undefined),
    ...ROLES.filter((role) => (task.inputs?.[role]?.length ?? 0) > 0 && roles[role] === undefined),
    ...(task.duration !== undefined && duration === null ? ['duration'] : []),
  ];
  if (asked.length === 0) return;
  const known = Object.keys(entry.input?.properties ?? {});
  throw inputError({
    code: 'UNKNOWN_ARGUMENTS',
    message: `Nobody here knows how ${entry.endpoint_id} takes ${asked.join(', ')}. It knows ${known.join(', ') || 'none'} of its arguments.`,
    next: `Give them as the model's own arguments (args, unchecked), as fal.ai/models/${entry.endpoint_id} names them, or read its schema with a key: \`fal-video models refresh ${entry.endpoint_id}\`.`,
  });
}
