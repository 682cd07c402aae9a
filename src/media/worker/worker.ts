/**
 * The media worker: a child process, so that a broken file can take down this one at most.
 * It decodes files from outside, and is therefore given only a few harmless variables of the environment, not the key.
 */
import { perform, type WorkerRequest } from '../operations.ts';
import { errorAnswer, type WorkerAnswer } from './worker-messages.ts';

definePromiseWithResolvers();

process.on('message', (request: WorkerRequest) => {
  void answer(request).then((message) => process.send?.(message));
});
process.on('disconnect', () => process.exit());
// Ctrl-C reaches the whole group; the program decides when its worker ends.
process.on('SIGINT', () => {});

async function answer(request: WorkerRequest): Promise<WorkerAnswer<unknown>> {
  try {
    return { result: await perform(request) };
  } catch (error) {
    return errorAnswer(request.operation, error);
  }
}

/** node-av expects it; Node has it from 22 on. */
function definePromiseWithResolvers(): void {
  if ('withResolvers' in Promise) return;
  Object.defineProperty(Promise, 'withResolvers', {
    value: () => {
      const parts: Record<string, unknown> = {};
      parts['promise'] = new Promise((resolve, reject) => Object.assign(parts, { resolve, reject }));
      return parts;
    },
  });
}
