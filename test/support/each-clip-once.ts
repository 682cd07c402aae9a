import { readFile, writeFile } from 'node:fs/promises';
import type { Renderer } from '../../src/simulator/index.ts';
import { canonicalJson } from '../../src/util/canonical-json.ts';
import { sha256 } from '../../src/util/hash.ts';

/** Draws a clip when it is first asked for, and from then on gives the same bytes: most jobs of tests ask for the same. */
export function eachClipOnce(renderer: Renderer): Renderer {
  const drawn = new Map<string, Buffer>();
  return {
    ...renderer,
    async render(spec) {
      const picture = sha256(await readFile(spec.picture));
      const key = canonicalJson({ ...spec, output: null, picture });
      const clip = drawn.get(key);
      if (clip !== undefined) return await writeFile(spec.output, clip);
      await renderer.render(spec);
      drawn.set(key, await readFile(spec.output));
    },
  };
}
