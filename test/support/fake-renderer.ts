import { EventEmitter, once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import type { ClipSpec } from '../../src/media/types.ts';
import type { ClipRenderer } from '../../src/simulator/index.ts';

/** A renderer that writes a few bytes which look like an MP4, and remembers what it was asked for. */
export interface FakeRenderer extends ClipRenderer {
  readonly specs: ClipSpec[];
}

export function fakeRenderer(): FakeRenderer {
  const specs: ClipSpec[] = [];
  return {
    specs,
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
    specs: inner.specs,
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
