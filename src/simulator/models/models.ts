import { once } from '../../util/once.ts';
import { catalogModel } from './catalog-model.ts';
import { genericModel } from './generic-model.ts';
import { MODEL_TABLE } from './model-table.ts';
import type { ModelSource, SimulatedModel } from '../model-types.ts';
import { PICTURE_MODELS } from './picture-models.ts';
import { published } from '../published.ts';
import { VIDEO_MODELS } from './video-models.ts';

/** Those that have a table of their own: a second opinion of what they take, make and cost. */
const TABLED: readonly SimulatedModel[] = [...MODEL_TABLE, ...VIDEO_MODELS, ...PICTURE_MODELS];

const known = once((): ReadonlyMap<string, SimulatedModel> => {
  const all = new Map<string, SimulatedModel>();
  for (const one of published().values()) all.set(one.endpoint_id, catalogModel(one));
  for (const model of TABLED)
    all.set(model.endpoint_id, { ...publicFaceOf(all.get(model.endpoint_id)), ...model });
  return all;
});

/** The models of the tables and of the catalog, and a plain one behind every other id that fal could have. */
export const simulatedModels: ModelSource = {
  find: (endpointId) => known().get(endpointId) ?? genericModel(endpointId),
  list: () => [...known().values()],
};

/** What the Platform API says of a model is the catalog's also where a table says how it works. */
function publicFaceOf(model: SimulatedModel | undefined): Pick<SimulatedModel, 'platform' | 'published'> {
  const { platform, published: about } = model ?? {};
  return {
    ...(platform === undefined ? {} : { platform }),
    ...(about === undefined ? {} : { published: about }),
  };
}
