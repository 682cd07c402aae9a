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
  return inputError({
    code: 'UNKNOWN_MODEL',
    message: `There is no model "${safeText(model, 100)}". ${suggestion(
      model,
      presets.map(({ alias }) => alias),
      presets,
    )}`,
    next: NEXT,
  });
}

function unknownEndpoint(model: string, presets: readonly Preset[]) {
  const shown = safeText(model, 100);
  if (!isEndpointId(model)) {
    return inputError({
      code: 'UNKNOWN_MODEL',
      message: `"${shown}" is not an endpoint id: those read owner/app/…, without scheme, host or "..".`,
      next: NEXT,
    });
  }
  const ids = presets.map(({ endpoint_id }) => endpoint_id);
  return inputError({
    code: 'UNKNOWN_MODEL',
    message: `The endpoint "${shown}" has no preset yet, so its arguments and price are not known. ${suggestion(model, ids, presets)}`,
    next: NEXT,
  });
}

function suggestion(model: string, names: string[], presets: readonly Preset[]): string {
  const close = nearest(model, names);
  return close.length > 0 ? `Did you mean ${close.join(' or ')}?` : `Known models: ${named(presets)}.`;
}

const NEXT = 'Call list_models (or `fal-video models`) for the known models.';
