import { resolve } from 'node:path';
import type { OperationName, RequestOf, ResultOf } from './operations.ts';
import type { Seeing } from './seeing-types.ts';

/** Who is asked for an operation. */
export interface Asking {
  ask<K extends OperationName>(operation: K, request: RequestOf<K>): Promise<ResultOf<K>>;
}

/** Looking at clips and pictures, in the worker. The worker's folder may be another one, so paths are made whole. */
export function seeingThrough(worker: Asking): Seeing {
  return {
    preparePlate: (spec) =>
      worker.ask('preparePlate', { ...spec, picture: resolve(spec.picture), output: resolve(spec.output) }),
    inspectPicture: (picture) => worker.ask('inspectPicture', { picture: resolve(picture) }),
    frames: (spec) =>
      worker.ask('frames', { ...spec, video: resolve(spec.video), folder: resolve(spec.folder) }),
    animate: (spec) =>
      worker.ask('animate', { ...spec, video: resolve(spec.video), output: resolve(spec.output) }),
    spriteSheet: (spec) =>
      worker.ask('spriteSheet', {
        ...spec,
        video: resolve(spec.video),
        output: resolve(spec.output),
        atlas: resolve(spec.atlas),
      }),
    firstLast: ({ picture, ...spec }) =>
      worker.ask('firstLast', {
        ...spec,
        video: resolve(spec.video),
        output: resolve(spec.output),
        ...(picture === undefined ? {} : { picture: resolve(picture) }),
      }),
    grid: ({ cells, ...spec }) =>
      worker.ask('grid', {
        ...spec,
        output: resolve(spec.output),
        cells: cells.map((cell) => ({
          ...cell,
          picture: cell.picture === null ? null : resolve(cell.picture),
        })),
      }),
  };
}
