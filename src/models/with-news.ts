import { safeText } from '../util/safe-text.ts';
import { differences } from './live/merge-live.ts';
import { type SetAside, setAsideWords } from './presets/read-presets.ts';
import type { Known } from './summarize.ts';
import type { ModelDetail } from './types.ts';

/** What fal itself says, and since when, where it is not what the snapshot says. */
export function withNews(model: ModelDetail, { snapshot, live }: Known): ModelDetail {
  if (live === undefined) return model;
  const { as_of, problem } = live;
  const changes = snapshot === undefined ? [] : differences(snapshot, live);
  const more = changes.length > 8 ? `; and ${changes.length - 8} more` : '';
  const news = [
    ...(snapshot === undefined ? [`Not in the snapshot: looked up at fal on ${as_of}.`] : []),
    ...(changes.length === 0
      ? []
      : [
          `fal's live schema of ${as_of} counts; the snapshot of ${snapshot?.as_of ?? 'old'} differs: ${changes.slice(0, 8).join('; ')}${more}.`,
        ]),
    ...(problem === undefined ? [] : [`On ${as_of} fal gave no schema to use: ${safeText(problem, 300)}.`]),
  ];
  return { ...model, notes: [...model.notes, ...news] };
}

/** A preset of the project that stands behind a shipped one is told where it would have counted. */
export function withSetAside(model: ModelDetail, setAside: readonly SetAside[]): ModelDetail {
  const { alias, endpoint_id, notes } = model;
  const mine = setAside.filter((each) => each.alias === alias || each.endpoint_id === endpoint_id);
  return mine.length === 0 ? model : { ...model, notes: [...notes, ...mine.map(setAsideWords)] };
}
