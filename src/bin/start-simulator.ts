import type { RunningSimulator } from '../cli/parts.ts';
import { createMedia } from '../media/index.ts';
import { mediaRenderer, type SimulatorOptions, type Books, startSimulator } from '../simulator/index.ts';

type Options = Pick<SimulatorOptions, 'folder' | 'port' | 'pace'>;

/** A simulated fal that renders real clips with the product's own media part, and closes both together. */
export async function startRenderingSimulator(
  options: Options,
): Promise<RunningSimulator & { books: Books }> {
  const media = createMedia();
  const simulator = await startSimulator({ ...options, renderer: mediaRenderer(media) });
  return {
    ...simulator,
    close: async () => {
      await simulator.close();
      await media.close();
    },
  };
}
