import { join } from 'node:path';
import { places } from '../project/places.ts';

/** Where a simulator keeps its media and books: inside the simulated tree of the project. */
export const simulatorFolder = (root: string) => join(places(root, true).fal, 'simulator');
