import { callOf } from '../next-step.ts';
import { inputError } from '../errors.ts';
import { nearest } from '../util/nearest.ts';
import { safeText } from '../util/safe-text.ts';
import { isEndpointId } from '../util/endpoint-id.ts';
import type { Gathered } from './gather.ts';
import type { Preset } from './presets/preset-shape.ts';
import { versionOf } from './order.ts';
import { type Known, summarize } from './summarize.ts';
import { matchesTerms, searchTerms } from './search-terms.ts';

/** The model of an alias or of an exact endpoint id: no prefix matches by accident. Throws UNKNOWN_MODEL. */
export function findModel(
  model: string,
  { known, byName, catalog }: Pick<Gathered, 'known' | 'byName' | 'catalog'>,
): Known {
  const found = byName.get(model);
  if (found !== undefined) return found;
  throw model.includes('/') ? unknownEndpoint(model, known, catalog.under) : unknownAlias(model, known);
}

/** Aliases for a sentence, at most six. */
export function named(presets: readonly Pick<Preset, 'alias'>[]): string {
  const aliases = presets.slice(0, 6).map(({ alias }) => alias);
  return presets.length > 6 ? `${aliases.join(', ')} and ${presets.length - 6} more` : aliases.join(', ');
}

function unknownAlias(model: string, known: readonly Known[]) {
  const meant = meantBy(model, known).flatMap(({ alias }) => alias ?? []);
  const names = known.flatMap(({ alias }) => alias ?? []);
  return unknown(`There is no model "${safeText(model, 100)}".`, model, meant, names, known);
}

function unknownEndpoint(model: string, known: readonly Known[], under: readonly string[]) {
  const shown = safeText(model, 100);
  const begins = under.find((each) => model.startsWith(each));
  const seen =
    begins === undefined
      ? ''
      : ` fal has models under ${begins}, of which the names are not known here; with a key, the exact id is looked up at fal.`;
  const why = isEndpointId(model)
    ? `The endpoint "${shown}" has no preset yet and is not in the catalog, so its arguments and price are not known.${seen}`
    : `"${shown}" is not an endpoint id: those read owner/app/…, without scheme, host or "..".`;
  const ids = known.map(({ endpoint_id }) => endpoint_id);
  return unknown(why, model, [], ids, known);
}

/** Which presets a part of a name may mean, such as `kling`: what makes a clip of a picture first, then the newest, then the cheapest. */
function meantBy(model: string, known: readonly Known[]): Known[] {
  const terms = searchTerms(model.slice(0, 200).replaceAll('-', ' '));
  return known
    .filter(({ alias, entry }) => alias !== null && entry?.status?.state !== 'retired')
    .filter(({ alias, preset }) => matchesTerms(`${alias} ${preset.title}`, terms))
    .map((each) => ({ each, ...summarize(each) }))
    .toSorted(
      (a, b) =>
        Number(b.tasks.includes('image-to-video')) - Number(a.tasks.includes('image-to-video')) ||
        versionOf(b.alias ?? '') - versionOf(a.alias ?? '') ||
        (a.default_price_micros ?? Infinity) - (b.default_price_micros ?? Infinity),
    )
    .map(({ each }) => each);
}

function unknown(
  why: string,
  model: string,
  meant: readonly string[],
  names: readonly string[],
  known: readonly Known[],
) {
  const close = meant.length > 0 ? meant.slice(0, MOST) : nearest(model.slice(0, 200), names);
  const presets = known.flatMap(({ alias }) => (alias === null ? [] : [{ alias }]));
  const offer = close.length > 0 ? `Did you mean ${close.join(' or ')}?` : `Known models: ${named(presets)}.`;
  return inputError({
    code: 'UNKNOWN_MODEL',
    message: `${why} ${offer}`,
    next: callOf('list_models', {}, 'shows the known models.'),
  });
}

const MOST = 5;
