import { join, resolve } from 'node:path';
import { packageRoot } from '../util/package-root.ts';
import { drawAnchor } from './draw-anchor.ts';
import { MediaWorker, type MediaWorkerOptions } from './media-worker.ts';
import { pictureInfo } from './picture-info.ts';
import { renderPicture } from './render-picture.ts';
import { shrinkPicture } from './shrink-picture.ts';
import type { Media } from './types.ts';

// The built worker, also when the program runs from its sources: plain Node cannot load those.
const DEFAULTS: MediaWorkerOptions = {
  path: join(packageRoot, 'dist', 'src', 'media', 'worker.js'),
  timeLimitMs: 60_000,
  idleMs: 30_000,
};

/** Pictures are read here, video in a child process that starts when it is first needed. */
export function createMedia(options: Partial<MediaWorkerOptions> = {}): Media {
  const worker = new MediaWorker({ ...DEFAULTS, ...options });
  return {
    pictureInfo: (path) => pictureInfo(resolve(path)),
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
    renderPicture: (spec) =>
      renderPicture({
        ...spec,
        output: resolve(spec.output),
        ...(spec.picture === undefined ? {} : { picture: resolve(spec.picture) }),
      }),
    shrinkPicture: (spec) =>
      shrinkPicture({ ...spec, picture: resolve(spec.picture), output: resolve(spec.output) }),
    drawAnchor: (spec) => drawAnchor({ ...spec, output: resolve(spec.output) }),
    close: () => worker.close(),
  };
}
