import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asFalVideoError } from '../../errors.ts';
import type { Media } from '../../media/types.ts';
import { failedWith, type Finding, ok } from './check.ts';

/** Draws a picture, films half a second of it and looks into the film: everything that the media part needs. */
export async function checkMedia(media: Media): Promise<Finding> {
  const check = 'media worker';
  const folder = await mkdtemp(join(tmpdir(), 'fal-video-doctor-'));
  const begun = performance.now();
  try {
    const picture = join(folder, 'picture.png');
    await media.drawAnchor({ output: picture, width: 160, height: 90 });
    const { codec, frames } = await media.renderClip({
      picture,
      output: join(folder, 'clip.mp4'),
      width: 160,
      height: 90,
      fps: 12,
      seconds: 0.5,
      motion: { zoom: 0.05 },
      mark: 'DOCTOR',
      audio: false,
    });
    return ok(
      check,
      `made and read a clip (${codec}, ${frames} frames) in ${Math.round(performance.now() - begun)} ms`,
    );
  } catch (error) {
    return failedWith(check, asFalVideoError(error));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
