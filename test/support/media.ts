import { createMedia } from '../../src/media/index.ts';

/** One worker process for all test files of a thread: to start one costs more than most tests do. It ends by itself. */
export const media = createMedia({ idleMs: 600_000 });
