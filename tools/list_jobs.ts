import { nextStepSchema } from '../src/server/answer/next-step.ts';
import { z } from 'zod';
import { billedOf } from '../src/store/cost-of.ts';
import { disputeOf } from '../src/store/dispute.ts';
import type { Job } from '../src/store/job.ts';
import { defineDataTool } from '../src/server/define-tool.ts';
import { simulatedBeside } from '../src/server/answer/simulated-beside.ts';
import { badCursor, fitted } from '../src/server/answer/page.ts';
import type { JobQuery } from '../src/store/records.ts';
import { cursorParam, limitParam } from '../src/server/params.ts';
import { nextCall, usdSchema } from '../src/server/answer/views.ts';
import { safeText } from '../src/util/safe-text.ts';
import { usdOrNull } from '../src/util/money.ts';

/** Which jobs a filter lets through. */
const FILTERS = {
  recent: {},
  in_flight: { states: ['planned', 'submitting', 'queued', 'running', 'completed'] },
  uncollected: { states: ['completed'] },
  unknown: { states: ['unknown'] },
} as const satisfies Record<string, JobQuery>;

type Filter = keyof typeof FILTERS;
const FILTER_NAMES = Object.keys(FILTERS) as [Filter, ...Filter[]];

export const listJobs = defineDataTool({
  name: 'list_jobs',
  title: 'List jobs',
  effect: 'read',
  reaches: 'project',
  description:
    'Lists the jobs of this project, newest first. ' +
    'Status, cost, outputs and next call as the journal knows them, also of what another session began. Asks fal nothing; get_job does.',
  input: z.object({
    state: z
      .enum(FILTER_NAMES)
      .default('recent')
      .describe(
        'Default recent: all. in_flight: not ended. uncollected: done at fal, not yet downloaded. unknown: may have been sent.',
      ),
    limit: limitParam(50, 10),
    cursor: cursorParam,
  }),
  output: z.object({
    summary: z.string(),
    jobs: z.array(
      z.object({
        job_id: z.string(),
        status: z.string(),
        model: z.string(),
        task_slug: z.string(),
        created_at: z.string(),
        estimated_usd: usdSchema,
        billed_usd: usdSchema,
        disputed: z.boolean().optional().describe('Only where the bill is too far from its quote'),
        outputs: z.array(z.string()).describe('Paths, relative to root'),
        error: z.string().nullable(),
        next: nextStepSchema,
      }),
    ),
    next_cursor: z.string().nullable(),
    root: z.string(),
  }),
  async run({ state, limit, cursor }, context) {
    const { jobs, project } = context;
    const wanted = {
      ...FILTERS[state],
      newest: true,
      ...(cursor === undefined ? {} : { after: cursor }),
    } as const;
    if (cursor !== undefined && (await jobs.count({ ...FILTERS[state], ids: [cursor] })) === 0)
      throw badCursor(cursor);
    const found = (await jobs.list({ ...wanted, limit })).map(rowOf);
    const { items, left, next_cursor } = fitted(found, await jobs.count(wanted), ({ job_id }) => job_id);
    const count = (filter: Filter) => jobs.count(FILTERS[filter]);
    return {
      summary:
        `In all ${await count('recent')}: in flight ${await count('in_flight')} (uncollected ${await count('uncollected')}), ` +
        `unknown ${await count('unknown')}. Shown ${items.length}, left ${left}.` +
        (await simulatedBeside(context, 'jobs')),
      jobs: items,
      next_cursor,
      root: project.root,
    };
  },
});

function rowOf(job: Job) {
  return {
    job_id: job.job_id,
    status: job.state,
    model: job.plan.model_alias ?? job.plan.endpoint_id,
    task_slug: job.plan.task_slug,
    created_at: createdAt(job),
    estimated_usd: usdOrNull(job.plan.estimate.expected),
    billed_usd: usdOrNull(billedOf(job)),
    ...(disputeOf(job) === null ? {} : { disputed: true }),
    outputs: job.outputs.map(({ path }) => path),
    error: job.error === null ? null : safeText(`${job.error.code}: ${job.error.message}`, 300),
    next: nextCall(job),
  };
}

const createdAt = (job: Job) => job.times.planned ?? job.updated_at;
