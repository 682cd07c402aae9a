import { inputError } from '../../errors.ts';
import type { CatalogEntry } from '../catalog.ts';

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
