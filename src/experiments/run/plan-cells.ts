import { FalVideoError, inputError } from '../../errors.ts';
import type { Jobs } from '../../jobs/jobs.ts';
import type { Planned } from '../../jobs/start/prepare.ts';
import { canonicalJson } from '../../util/canonical-json.ts';
import type { ExperimentPlan } from '../types.ts';
import type { CellToStart } from './cell-jobs.ts';

/** The jobs of these cells, read and priced as they would be sent now. */
export async function planCells(
  { slug, batch }: Pick<ExperimentPlan, 'slug' | 'batch'>,
  cells: readonly CellToStart[],
  jobs: Pick<Jobs, 'plan'>,
): Promise<Planned[]> {
  const planned: Planned[] = [];
  for (const { cell, key } of cells) {
    const { quote_id: _, ...request } = cell.request;
    const own = { experiment: slug, batch, cell: cell.cell_id, idempotency_key: key };
    const one = await jobs.plan({ ...request, ...own }).catch((thrown: unknown) => {
      throw named(thrown, cell.axes.model);
    });
    const isSame =
      one.plan.endpoint_id === cell.endpoint_id &&
      canonicalJson(one.plan.arguments) === canonicalJson(cell.arguments);
    if (!isSame) {
      throw inputError({
        code: 'PLAN_CHANGED',
        message: `An input of ${slug} is no longer what was planned for ${cell.axes.model} (${cell.cell_id}). Nothing was sent.`,
        next: 'Call again with the file of the experiment: it is planned anew, and what changed makes new cells.',
      });
    }
    // The plan knows more: what a job asks may be an adjustment of what the experiment asks.
    planned.push({ ...one, plan: { ...one.plan, fields: cell.fields } });
  }
  return planned;
}

/** A price that is not known says of which model. */
function named(thrown: unknown, model: string): unknown {
  if (!(thrown instanceof FalVideoError) || thrown.code !== 'PRICE_UNKNOWN') return thrown;
  const { code, message, next } = thrown;
  return new FalVideoError(thrown.fault, {
    code,
    message: `${model}: ${message}`,
    ...(next === undefined ? {} : { next }),
    cause: thrown,
  });
}
