import { inputError } from '../errors.ts';
import { nearest } from '../util/nearest.ts';
import { safeText } from '../util/safe-text.ts';
import { isEndpointId } from './endpoint-id.ts';
import type { Preset } from './preset-schema.ts';

/** The preset of an alias or of an exact endpoint id: no prefix matches by accident. Throws UNKNOWN_MODEL. */
export function lookup(model: string, presets: readonly Preset[]): Preset {
  const found = presets.find(({ alias, endpoint_id }) => alias === model || endpoint_id === model);
  if (found !== undefined) return found;
  throw model.includes('/') ? unknownEndpoint(model, presets) : unknownAlias(model, presets);
}

/** Aliases for a sentence, at most six. */
export function named(presets: readonly Preset[]): string {
  const aliases = presets.slice(0, 6).map(({ alias }) => alias);
  return presets.length > 6 ? `${aliases.join(', ')} and ${presets.length - 6} more` : aliases.join(', ');
}

function unknownAlias(model: string, presets: readonly Preset[]) {
  const names = presets.map(({ alias }) => alias);
  return unknown(`There is no model "${safeText(model, 100)}".`, model, names, presets);
}

function unknownEndpoint(model: string, presets: readonly Preset[]) {
  const shown = safeText(model, 100);
  const why = isEndpointId(model)
    ? `The endpoint "${shown}" has no preset yet, so its arguments and price are not known.`
    : `"${shown}" is not an endpoint id: those read owner/app/…, without scheme, host or "..".`;
  const ids = presets.map(({ endpoint_id }) => endpoint_id);
  return unknown(why, model, ids, presets);
}

function unknown(why: string, model: string, names: readonly string[], presets: readonly Preset[]) {
  const close = nearest(model.slice(0, 200), names);
  const known = close.length > 0 ? `Did you mean ${close.join(' or ')}?` : `Known models: ${named(presets)}.`;
  return inputError({
    code: 'UNKNOWN_MODEL',
    message: `${why} ${known}`,
    next: 'Call list_models (or `fal-video models`) for the known models.',
  });
}
