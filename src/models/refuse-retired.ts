import { inputError } from '../errors.ts';
import type { CatalogEntry } from './catalog.ts';

/** A retired endpoint is not paid for unless the caller insists: it may fail, or run another model. */
export function refuseRetired(model: string, entry: CatalogEntry | undefined, insists: boolean): void {
  const status = entry?.status;
  if (status?.state !== 'retired' || insists) return;
  throw inputError({
    code: 'RETIRED_MODEL',
    message: `${model} is retired: ${status.why}.`,
    next: `Use ${status.successor} instead; only where fal still answers it for you, set allow_retired.`,
  });
}
