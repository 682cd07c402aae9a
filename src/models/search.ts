import type { ModelFilter, ModelSummary } from './types.ts';

/** Whether a model answers every part of a filter. A price that is not known is never below a limit. */
export function matches(model: ModelSummary, filter: ModelFilter): boolean {
  const { text, task, audio, end_frame, duration_seconds, added_since } = filter;
  return (
    (filter.preset === undefined || (model.alias !== null) === filter.preset) &&
    (text === undefined || holdsWords(model, text)) &&
    (task === undefined || model.tasks.includes(task)) &&
    same(filter.family, model.family) &&
    same(filter.owner, model.owner) &&
    same(filter.status, model.status) &&
    same(filter.licence, model.licence) &&
    (audio === undefined || model.audio === audio) &&
    (end_frame === undefined || model.end_frame === end_frame) &&
    (duration_seconds === undefined || (model.durations ?? []).includes(duration_seconds)) &&
    (filter.resolution === undefined ||
      (model.resolutions ?? []).some((each) => same(filter.resolution, each))) &&
    atMost(model.default_price_micros, filter.max_default_price_micros) &&
    atMost(model.price_per_second_micros, filter.max_price_per_second_micros) &&
    (added_since === undefined || (model.added !== null && model.added >= added_since))
  );
}

function holdsWords({ alias, endpoint_id, family, title }: ModelSummary, text: string): boolean {
  const searched = [alias, endpoint_id, family, title].join(' ').toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => searched.includes(word));
}

const same = (wanted: string | undefined, value: string | null) =>
  wanted === undefined || value?.toLowerCase() === wanted.toLowerCase();

const atMost = (value: number | null, most: number | undefined) =>
  most === undefined || (value !== null && value <= most);
