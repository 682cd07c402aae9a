import { inputError } from '../../errors.ts';
import { parseEndpointId } from '../../util/endpoint-id.ts';

/** The most ids that one call of the platform API takes. */
const MOST = 50;

/** Each once, checked. */
export const eachId = (ids: readonly string[]) => [...new Set(ids.map((id) => parseEndpointId(id).id))];

/** Ids as one call of the platform API takes them. */
export function endpointIds(ids: readonly string[] | undefined): string[] | undefined {
  if (ids === undefined) return undefined;
  const checked = eachId(ids);
  if (checked.length <= MOST) return checked;
  throw inputError({
    code: 'TOO_MANY_ENDPOINTS',
    message: `fal takes ${MOST} endpoint ids at once; got ${checked.length}.`,
    next: 'Ask for them in several calls.',
  });
}
