import { hasEnded } from '../../store/fold.ts';
import type { Job } from '../../store/job.ts';
import { jobFolder } from '../../store/job-folder.ts';
import { safeText } from '../../util/safe-text.ts';
import { showOutputs } from './show-outputs.ts';
import type { PictureAnswer, Shown, ToolContext } from '../define-tool.ts';
import type { Detail } from '../params.ts';
import { jobInFull, jobView, type JobView } from '../answer/views.ts';

/** A job as tools and commands show it, with what stood in its way last in this process. Its paths are below `root`. */
export function viewOf(
  { project, jobs }: Pick<ToolContext, 'project' | 'jobs'>,
  job: Job,
): JobView & { root: string } {
  const folder = project.paths.relative(jobFolder({ project }, job));
  const problem = hasEnded(job) ? null : jobs.obstacle(job.job_id);
  return { ...jobView(job, folder, problem), root: project.root };
}

/** At most so many pictures in one answer: each costs an agent about a thousand tokens. */
const MOST_PICTURES = 6;
/** Some results are hundreds of files; the record names them all. */
const MOST_LINKS = 20;

/** One job: its record, its pictures, as far as they are made before the signal, and links to its files. */
export async function jobAnswer(
  context: ToolContext,
  job: Job,
  detail: Detail = 'concise',
  signal?: AbortSignal,
) {
  const { pictures, files, problems } = await showOutputs(context, job, signal);
  const data = { ...viewOf(context, job), ...(detail === 'full' ? jobInFull(job) : {}) };
  return {
    data: {
      ...data,
      outputs: data.outputs.map((output) => ({ ...output, ...files.get(output.path) })),
      ...(problems.length === 0 ? {} : { remarks: problems.map((problem) => safeText(problem, 300)) }),
    },
    pictures: pictures.slice(0, MOST_PICTURES),
    links: linksOf(context, job),
  };
}

export type JobAnswer = Awaited<ReturnType<typeof jobAnswer>>['data'];

/** Several jobs in one answer, in the order asked. */
export async function jobsAnswer(
  context: ToolContext,
  jobs: readonly Job[],
  detail: Detail,
  signal?: AbortSignal,
): Promise<PictureAnswer<{ jobs: JobAnswer[] }>> {
  const answers: PictureAnswer<JobAnswer>[] = [];
  for (const job of jobs) answers.push(await jobAnswer(context, job, detail, signal));
  return {
    data: { jobs: answers.map(({ data }) => data) },
    pictures: answers.flatMap(({ pictures }) => pictures).slice(0, MOST_PICTURES),
    links: answers.flatMap(({ links }) => links).slice(0, MOST_LINKS),
  };
}

function linksOf({ project }: ToolContext, job: Job): Shown[] {
  return job.outputs.slice(0, MOST_LINKS).map(({ path, content_type }) => ({
    path: project.paths.absolute(path),
    content_type,
    title: `${job.plan.model_alias ?? job.plan.endpoint_id}, ${job.job_id}`,
  }));
}
