import { EventEmitter, once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import type { ClipSpec, PictureSpec } from '../../src/media/types.ts';
import type { Renderer } from '../../src/simulator/index.ts';

/** A renderer that writes a few bytes which look like an MP4, or one pixel, and remembers what it was asked for. */
export interface FakeRenderer extends Renderer {
  readonly specs: ClipSpec[];
  readonly pictures: PictureSpec[];
}

/** How long every video and every sound is, for it. */
export const FAKE_SECONDS = 4;

export function fakeRenderer(): FakeRenderer {
  const specs: ClipSpec[] = [];
  const pictures: PictureSpec[] = [];
  return {
    specs,
    pictures,
    paint: async (spec) => {
      pictures.push(spec);
      await writeFile(spec.output, TINY_PNG);
    },
    readVideo: async (_, frame) => {
      await writeFile(frame, TINY_PNG);
      return { seconds: FAKE_SECONDS, frames: 24 * FAKE_SECONDS };
    },
    readPicture: () => Promise.resolve({ width: 1920, height: 1080 }),
    readSound: () => Promise.resolve({ seconds: FAKE_SECONDS }),
    render: async (spec) => {
      specs.push(spec);
      await writeFile(spec.output, FAKE_MP4);
    },
  };
}

export type HeldRenderer = FakeRenderer & { release(): void };

/** The same, but clips are only finished when `release` is called: jobs stay IN_PROGRESS until then. */
export function heldRenderer(): HeldRenderer {
  const inner = fakeRenderer();
  const gate = new EventEmitter();
  const released = once(gate, 'released');
  return {
    ...inner,
    release: () => {
      gate.emit('released');
    },
    render: async (spec) => {
      await released;
      await inner.render(spec);
    },
  };
}

const box = (type: string, content: string) => {
  const bytes = Buffer.from(`    ${type}${content}`, 'latin1');
  bytes.writeUInt32BE(bytes.length);
  return bytes;
};
export const FAKE_MP4 = Buffer.concat([
  box('ftyp', 'isom\0\0\0\0isommp42'),
  box('mdat', 'not a picture'.repeat(40)),
]);

/** A real 1×1 PNG. */
export const TINY_PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==',
  'base64',
);
