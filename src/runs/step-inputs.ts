import type { Jobs, PlannedStep } from '../jobs/jobs.ts';
import { filesByRole, paramsOfFiles } from '../jobs/plan/job-request.ts';
import { outputRef } from '../jobs/plan/output-input.ts';
import type { Job } from '../store/job.ts';

/** The steps that have to be collected first: those that are named, and those whose outputs are taken. */
export function keysBefore({ request }: PlannedStep): string[] {
  const taken = Object.values(filesByRole(request))
    .flat()
    .flatMap((value) => {
      const ref = outputRef(value);
      return ref?.isStep === true ? [ref.of] : [];
    });
  return [...new Set([...(request.after ?? []), ...taken])];
}

/** The step with the outputs of those before it in their place: what was priced at its dearest is now known. */
export async function withOutputs(
  step: PlannedStep,
  all: readonly Job[],
  jobs: Pick<Jobs, 'planner'>,
): Promise<PlannedStep> {
  const { request } = step;
  const files = Object.entries(filesByRole(request));
  if (!files.some(([, values]) => values.some((value) => outputRef(value)?.isStep === true))) return step;
  const made = files.map(([role, values]) => [role, values.map((value) => ofJob(value, all))]);
  const known = await jobs.planner().step({ ...request, ...paramsOfFiles(Object.fromEntries(made)) });
  return { ...known, plan: { ...known.plan, fields: step.plan.fields } };
}

function ofJob(value: string, all: readonly Job[]): string {
  const ref = outputRef(value);
  if (ref?.isStep !== true) return value;
  const job = all.findLast(({ plan, state }) => plan.idempotency_key === ref.of && state === 'collected');
  return job === undefined ? value : `${job.job_id}${ref.frame === null ? '' : `:${ref.frame}`}`;
}
