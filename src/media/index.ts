import { join, resolve } from 'node:path';
import { packageRoot } from '../util/package-root.ts';
import { type Asking, seeingThrough } from './seeing.ts';
import { MediaWorkers, type MediaWorkersOptions } from './worker/media-workers.ts';
import type { Media, Terms } from './types.ts';

// The built worker, also when the program runs from its sources: plain Node cannot load those.
const DEFAULTS: MediaWorkersOptions = {
  path: join(packageRoot, 'dist', 'src', 'media', 'worker', 'worker.js'),
  // Against what hangs: a busy machine draws slowly.
  timeLimitMs: 180_000,
  idleMs: 30_000,
};

/**
 * Pictures are read here, video in child processes that start when they are first needed. What reads pictures is
 * loaded when it is first needed, too: most commands never look at one.
 */
export function createMedia(options: Partial<MediaWorkersOptions> = {}): Media {
  return mediaOf(new MediaWorkers({ ...DEFAULTS, ...options }), {});
}

function mediaOf(workers: MediaWorkers, terms: Terms): Media {
  const worker: Asking = { ask: (operation, request) => workers.ask(operation, request, terms) };
  return {
    with: (others) => mediaOf(workers, others),
    pictureInfo: async (path) => (await import('./read/picture-info.ts')).pictureInfo(resolve(path)),
    uprightPicture: async (path) => (await import('./read/upright-picture.ts')).uprightPicture(resolve(path)),
    probe: (path) => worker.ask('probe', { path: resolve(path) }),
    contactSheet: (video, output, sheet) =>
      worker.ask('contactSheet', { video: resolve(video), output: resolve(output), options: sheet }),
    soundInfo: (path) => worker.ask('soundInfo', { path: resolve(path) }),
    firstFrame: (video, output) =>
      worker.ask('firstFrame', { video: resolve(video), output: resolve(output) }),
    measureClip: (video, { picture } = {}) =>
      worker.ask('measureClip', {
        video: resolve(video),
        ...(picture === undefined ? {} : { picture: resolve(picture) }),
      }),
    renderClip: (spec) =>
      worker.ask('renderClip', { ...spec, picture: resolve(spec.picture), output: resolve(spec.output) }),
    ...seeingThrough(worker),
    renderPicture: async (spec) =>
      (await import('./simulate/render-picture.ts')).renderPicture({
        ...spec,
        output: resolve(spec.output),
        ...(spec.picture === undefined ? {} : { picture: resolve(spec.picture) }),
      }),
    shrinkPicture: async (spec) =>
      (await import('./look/shrink-picture.ts')).shrinkPicture({
        ...spec,
        picture: resolve(spec.picture),
        output: resolve(spec.output),
      }),
    drawAnchor: async (spec) =>
      (await import('./simulate/draw-anchor.ts')).drawAnchor({ ...spec, output: resolve(spec.output) }),
    close: () => workers.close(),
  };
}
