import type { ModelFilter, ModelSummary } from './types.ts';
import { matchesTerms, searchTerms } from './search-terms.ts';

/** Tells whether a model answers every part of a filter. A price that is not known is never below a limit. */
export function matching(filter: ModelFilter): (model: ModelSummary) => boolean {
  const { text, task, audio, end_frame, duration, added_since } = filter;
  const terms = searchTerms(text ?? '');
  return (model) =>
    (filter.preset === undefined || (model.alias !== null) === filter.preset) &&
    matchesTerms(searchedOf(model), terms) &&
    (task === undefined || model.tasks.includes(task)) &&
    same(filter.family, model.family) &&
    same(filter.owner, model.owner) &&
    same(filter.status, model.status) &&
    same(filter.licence, model.licence) &&
    (audio === undefined || (audio ? model.audio : canBeSilent(model))) &&
    (end_frame === undefined || model.end_frame === end_frame) &&
    (filter.several_shots === undefined || model.several_shots === filter.several_shots) &&
    (duration === undefined || (model.durations ?? []).includes(duration)) &&
    (filter.resolution === undefined ||
      (model.resolutions ?? []).some((each) => same(filter.resolution, each))) &&
    atMost(model.default_price_micros, filter.max_default_price_micros) &&
    atMost(model.price_per_second_micros, filter.max_price_per_second_micros) &&
    (added_since === undefined || (model.added !== null && model.added >= added_since));
}

const searchedOf = ({ alias, endpoint_id, family, title }: ModelSummary) =>
  [alias, endpoint_id, family, title].join(' ');

const canBeSilent = ({ sound }: ModelSummary) => sound === 'none' || sound === 'switch';

const same = (wanted: string | undefined, value: string | null) =>
  wanted === undefined || value?.toLowerCase() === wanted.toLowerCase();

const atMost = (value: number | null, most: number | undefined) =>
  most === undefined || (value !== null && value <= most);
