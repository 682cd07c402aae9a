import { join, resolve } from 'node:path';
import { packageRoot } from '../util/package-root.ts';
import { MediaWorker, type MediaWorkerOptions } from './media-worker.ts';
import type { Media } from './types.ts';

// The built worker, also when the program runs from its sources: plain Node cannot load those.
const DEFAULTS: MediaWorkerOptions = {
  path: join(packageRoot, 'dist', 'src', 'media', 'worker.js'),
  timeLimitMs: 60_000,
  idleMs: 30_000,
};

/**
 * Pictures are read here, video in a child process that starts when it is first needed.
 * What decodes pictures is large and native: it is loaded by the first picture.
 */
export function createMedia(options: Partial<MediaWorkerOptions> = {}): Media {
  const worker = new MediaWorker({ ...DEFAULTS, ...options });
  return {
    pictureInfo: async (path) => (await import('./picture-info.ts')).pictureInfo(resolve(path)),
    probe: (path) => worker.ask('probe', { path: resolve(path) }),
    contactSheet: (video, output, sheet) =>
      worker.ask('contactSheet', { video: resolve(video), output: resolve(output), options: sheet }),
    soundInfo: (path) => worker.ask('soundInfo', { path: resolve(path) }),
    firstFrame: (video, output) =>
      worker.ask('firstFrame', { video: resolve(video), output: resolve(output) }),
    renderClip: (spec) =>
      worker.ask('renderClip', { ...spec, picture: resolve(spec.picture), output: resolve(spec.output) }),
    async renderPicture(spec) {
      const { renderPicture } = await import('./render-picture.ts');
      return await renderPicture({
        ...spec,
        output: resolve(spec.output),
        ...(spec.picture === undefined ? {} : { picture: resolve(spec.picture) }),
      });
    },
    async shrinkPicture(spec) {
      const { shrinkPicture } = await import('./shrink-picture.ts');
      return await shrinkPicture({ ...spec, picture: resolve(spec.picture), output: resolve(spec.output) });
    },
    async drawAnchor(spec) {
      const { drawAnchor } = await import('./draw-anchor.ts');
      return await drawAnchor({ ...spec, output: resolve(spec.output) });
    },
    close: () => worker.close(),
  };
}
