import { inputError } from '../errors.ts';
import { nearest } from '../util/nearest.ts';
import { safeText } from '../util/safe-text.ts';
import { isEndpointId } from './endpoint-id.ts';
import type { Preset } from './presets/preset-shape.ts';
import type { Known } from './summarize.ts';

/** The model of an alias or of an exact endpoint id: no prefix matches by accident. Throws UNKNOWN_MODEL. */
export function findModel(model: string, known: readonly Known[]): Known {
  const found = known.find(({ alias, endpoint_id }) => alias === model || endpoint_id === model);
  if (found !== undefined) return found;
  throw model.includes('/') ? unknownEndpoint(model, known) : unknownAlias(model, known);
}

/** Aliases for a sentence, at most six. */
export function named(presets: readonly Pick<Preset, 'alias'>[]): string {
  const aliases = presets.slice(0, 6).map(({ alias }) => alias);
  return presets.length > 6 ? `${aliases.join(', ')} and ${presets.length - 6} more` : aliases.join(', ');
}

function unknownAlias(model: string, known: readonly Known[]) {
  const names = known.flatMap(({ alias }) => alias ?? []);
  return unknown(`There is no model "${safeText(model, 100)}".`, model, names, known);
}

function unknownEndpoint(model: string, known: readonly Known[]) {
  const shown = safeText(model, 100);
  const why = isEndpointId(model)
    ? `The endpoint "${shown}" has no preset yet and is not in the catalog, so its arguments and price are not known.`
    : `"${shown}" is not an endpoint id: those read owner/app/…, without scheme, host or "..".`;
  const ids = known.map(({ endpoint_id }) => endpoint_id);
  return unknown(why, model, ids, known);
}

function unknown(why: string, model: string, names: readonly string[], known: readonly Known[]) {
  const close = nearest(model.slice(0, 200), names);
  const presets = known.flatMap(({ alias }) => (alias === null ? [] : [{ alias }]));
  const offer = close.length > 0 ? `Did you mean ${close.join(' or ')}?` : `Known models: ${named(presets)}.`;
  return inputError({
    code: 'UNKNOWN_MODEL',
    message: `${why} ${offer}`,
    next: 'Call list_models (or `fal-video models`) for the known models.',
  });
}
