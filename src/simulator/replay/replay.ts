import { safeText } from '../../util/safe-text.ts';
import type { SimulatedJob, Outcome } from '../job.ts';
import { genericModel } from '../models/generic-model.ts';
import type { ModelSource, SimulatedModel } from '../model-types.ts';
import { json, type Reply } from '../reply.ts';
import { invalidRecordings, type RecordedAnswer, type Recording } from '../recordings.ts';
import { type Film, type FileTarget, withFiles } from './stand-in.ts';

/** Models that answer as was recorded, before those of `others`. */
export function replayedModels(recorded: Record<string, Recording>, others: ModelSource): ModelSource {
  const models = Object.entries(recorded).map(([id, one]) => {
    const model = others.find(id) ?? genericModel(id);
    if (model === null)
      throw invalidRecordings(`"${safeText(id, 100)}" is no endpoint id that fal could have`);
    return withRecording(model, one);
  });
  return {
    find: (id) => models.find(({ endpoint_id }) => endpoint_id === id) ?? others.find(id),
    list: () => [...models, ...others.list().filter(({ endpoint_id }) => !(endpoint_id in recorded))],
  };
}

function withRecording(model: SimulatedModel, one: Recording): SimulatedModel {
  return { ...model, ...(one.price === undefined ? {} : { price: one.price }), recording: one };
}

/** What was recorded of a submit that was refused. One that was accepted is answered as any other: with an id of its own. */
export function refusedSubmit({ recording }: SimulatedModel): Reply | null {
  const submit = recording?.submit;
  return submit === undefined || submit.status < 300 ? null : replay([submit], 0, {});
}

/** The recorded answer to the `asked`th question, from 0; `null` where none was recorded. */
export function replay(
  recorded: readonly RecordedAnswer[] | undefined,
  asked: number,
  headers: Record<string, string>,
): Reply | null {
  const one = recorded?.[Math.min(asked, recorded.length - 1)];
  if (one === undefined) return null;
  const reply = { status: one.status, headers: { ...headers, ...one.headers } };
  return typeof one.body === 'string'
    ? { ...reply, text: one.body }
    : json(one.status, one.body, reply.headers);
}

/** How a recorded job ends: with the last result, whose files are made anew, and billed as its head says. */
export async function recordedOutcome(
  job: SimulatedJob,
  film: Film,
  place: FileTarget,
): Promise<Outcome | null> {
  const last = job.model.recording?.result?.at(-1);
  if (last === undefined) return null;
  const units = Number(last.headers['x-fal-billable-units']);
  return {
    http_status: last.status,
    headers: last.headers,
    body: last.status === 200 ? await withFiles(last.body, job, film, place) : last.body,
    billable_units: Number.isFinite(units) ? units : null,
    error: null,
  };
}
