import { join } from 'node:path';
import { z } from 'zod';
import { exists, readIfExists } from '../../../util/atomic-file.ts';
import { fold, isEventType } from '../../fold.ts';
import { type Job, JOB_STATES, type TimedEvent } from '../../job.ts';

const micros = z.int().nonnegative();
const object = z.record(z.string(), z.unknown());

/** `run.json` as far as a job is told from it. What it lacks was not written down in its time. */
const manifestSchema = z.looseObject({
  job_id: z.string(),
  simulated: z.boolean(),
  status: z.enum(JOB_STATES),
  revision: z.int().positive().nullable().default(null),
  times: z.partialRecord(z.enum(JOB_STATES), z.iso.datetime()),
  task_slug: z.string(),
  model_alias: z.string().nullable(),
  endpoint_id: z.string(),
  prompt_text: z.string().nullable(),
  inputs: z.array(object),
  resolved_arguments: object,
  fields: z.array(object),
  submit_options: object,
  quote_id: z.string().nullable(),
  experiment: z.string().nullable(),
  cell: z.string().nullable(),
  estimate: z.looseObject({ expected: micros.nullable(), high: micros.nullable() }),
  reserved_micros: micros,
  handle: z.looseObject({ request_id: z.string() }).nullable(),
  found_by: z.enum(['answer', 'history', 'user']).nullable(),
  outputs: z.array(object),
  final_answer: object.nullable(),
  bill: z.looseObject({ micros: micros.nullable() }).nullable(),
  verified: z.looseObject({ micros }).nullable(),
  error: z.looseObject({ code: z.string(), message: z.string() }).nullable(),
  note: z.string().nullable(),
  events: z.array(z.object({ at: z.iso.datetime(), event: z.looseObject({ type: z.string() }) })).default([]),
});
export type Manifest = z.output<typeof manifestSchema>;

/** The record of the job whose folder this is; in words, why it cannot be read; `null` where there is none. */
export async function readManifest(jobId: string, folder: string): Promise<Manifest | string | null> {
  const text = await readIfExists(join(folder, 'run.json')).catch((error: Error) => error);
  if (text === null) return null;
  if (text instanceof Error) return text.message;
  try {
    const read = manifestSchema.safeParse(JSON.parse(text));
    if (!read.success) return z.prettifyError(read.error).replaceAll('\n', ' ');
    return read.data.job_id === jobId ? read.data : `it is the record of ${read.data.job_id}`;
  } catch (error) {
    return (error as Error).message;
  }
}

/** The job as its own events tell it; `null` for a record of before they stood in it, or of a newer program. */
export function jobOf({ job_id, events, revision }: Manifest): Job | null {
  let job: Job | undefined;
  for (const { at, event } of events as TimedEvent[]) {
    if (!isEventType(event.type)) return null;
    job = fold(job, { v: 1, at, job: job_id, event });
  }
  return job === undefined ? null : { ...job, revision: Math.max(job.revision, revision ?? 0) };
}

/** Files of a run, of which any shows that there was one. */
const TRACES = ['run.json', 'create.json', 'status.jsonl', 'final.json'];

export async function isRunFolder(folder: string): Promise<boolean> {
  const found = await Promise.all(TRACES.map((name) => exists(join(folder, name))));
  return found.includes(true);
}
