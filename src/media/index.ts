import { join, resolve } from 'node:path';
import { packageRoot } from '../util/package-root.ts';
import { seeingThrough } from './seeing.ts';
import { MediaWorker, type MediaWorkerOptions } from './worker/media-worker.ts';
import type { Media } from './types.ts';

// The built worker, also when the program runs from its sources: plain Node cannot load those.
const DEFAULTS: MediaWorkerOptions = {
  path: join(packageRoot, 'dist', 'src', 'media', 'worker', 'worker.js'),
  // Against what hangs: a busy machine draws slowly.
  timeLimitMs: 180_000,
  idleMs: 30_000,
};

/**
 * Pictures are read here, video in a child process that starts when it is first needed. What reads pictures is
 * loaded when it is first needed, too: most commands never look at one.
 */
export function createMedia(options: Partial<MediaWorkerOptions> = {}): Media {
  const worker = new MediaWorker({ ...DEFAULTS, ...options });
  return {
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
    close: () => worker.close(),
  };
}
