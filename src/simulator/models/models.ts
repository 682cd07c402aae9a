import { genericModel } from './generic-model.ts';
import { MODEL_TABLE } from './model-table.ts';
import type { ModelSource, SimulatedModel } from './model-types.ts';
import { NEWER_MODELS } from './newer-models.ts';
import { PICTURE_MODELS } from './picture-models.ts';
import { VIDEO_MODELS } from './video-models.ts';

const KNOWN: readonly SimulatedModel[] = [
  ...MODEL_TABLE,
  ...VIDEO_MODELS,
  ...PICTURE_MODELS,
  ...NEWER_MODELS,
];

/** The models of the tables, and a generic one behind every other id that fal could have. */
export const simulatedModels: ModelSource = {
  find: (endpointId) => KNOWN.find((model) => model.endpoint_id === endpointId) ?? genericModel(endpointId),
  list: () => KNOWN,
};
