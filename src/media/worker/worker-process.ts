import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mediaError } from './worker-messages.ts';

/** A Node process with a message channel and nothing else: no standard output, which in a server is the protocol's. */
export function startProcess(path: string): ChildProcess {
  if (!existsSync(path)) {
    throw mediaError(
      'MEDIA_WORKER_MISSING',
      `The media worker ${path} is not there.`,
      'Build it: npm run build.',
    );
  }
  const child = fork(path, {
    execArgv: [],
    env: plainEnvironment(),
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  // Whoever waits for an answer listens too; without any listener an error would end the program.
  return child.on('error', () => undefined);
}

/** A busy worker keeps the program alive, an idle one does not. */
export function holdProgram(child: ChildProcess, hold: boolean): void {
  if (hold) {
    child.ref();
    child.channel?.ref();
  } else {
    child.unref();
    child.channel?.unref();
  }
}

/** Ends the process and waits until it is gone. */
export async function killProcess(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  child.ref();
  child.kill('SIGKILL');
  await once(child, 'exit');
}

const KEPT = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'LD_LIBRARY_PATH'];

/** What a decoder of foreign files needs to know: not the key. */
function plainEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    KEPT.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
}
