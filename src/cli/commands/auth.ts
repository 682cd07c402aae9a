import { inputError } from '../../errors.ts';
import { saveKey } from '../../project/key.ts';
import type { CommandContext, PlainCommand } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import type { ProcessIO } from '../dependencies.ts';

/** Keeps the key in a file that only its user can read: some clients hand their servers no environment. */
export const authCommand: PlainCommand = {
  name: 'auth',
  group: 'Set-up',
  about: 'Keeps your fal key in a private file: asked for without echo, or read from a pipe',
  run: async (host) => {
    const { io, printer } = host;
    const path = await saveKey(io.env, await readKey(host));
    const notes = overriding(io.env);
    printer.answer({ saved: true, path, notes }, () =>
      [`${printer.paint.green('Saved')} to ${path}, readable by you alone.`, ...notes].join('\n'),
    );
    return EXIT.done;
  },
};

/** The environment is read before the file: a key that stands there would hide the saved one. */
function overriding(env: NodeJS.ProcessEnv): string[] {
  return ['FAL_KEY', 'FAL_API_KEY']
    .filter((name) => (env[name] ?? '').trim() !== '')
    .map((name) => `${name} is set in this environment and goes before the file.`);
}

async function readKey({ io, printer }: CommandContext): Promise<string> {
  const { stdin } = io;
  if (!stdin.isTTY) return await readPipe(stdin);
  printer.ask('fal key (from fal.ai/dashboard/keys, not shown while you type): ');
  try {
    return await readHidden(io);
  } finally {
    printer.ask('\n');
  }
}

/** Far more than any key: whoever pipes a film in here has made a mistake. */
const MOST_BYTES = 4096;

async function readPipe(stdin: NodeJS.ReadStream): Promise<string> {
  let text = '';
  for await (const piece of stdin.setEncoding('utf8') as AsyncIterable<string>) {
    text += piece;
    if (text.length > MOST_BYTES) throw noKey(`more than ${MOST_BYTES} characters came`);
  }
  if (text.trim() === '') throw noKey('nothing came');
  return text;
}

/** Reads one line with the terminal's echo off. */
async function readHidden({ stdin, signal }: ProcessIO): Promise<string> {
  stdin.setRawMode(true).setEncoding('utf8').resume();
  try {
    return await new Promise<string>((resolve, reject) => {
      let typed = '';
      stdin.on('data', (piece: string) => {
        for (const character of piece) {
          if (character === '\r' || character === '\n') return resolve(typed);
          // In raw mode Ctrl-C and Ctrl-D are characters like any other.
          if (character === '\u0003' || character === '\u0004') return reject(noKey('the question was left'));
          typed = character === '\u007f' ? typed.slice(0, -1) : typed + character;
        }
      });
      signal.addEventListener('abort', () => reject(noKey('the question was left')));
    });
  } finally {
    stdin.removeAllListeners('data').setRawMode(false).pause();
  }
}

const noKey = (why: string) =>
  inputError({
    code: 'NO_KEY_GIVEN',
    message: `No key was saved: ${why}.`,
    next: 'Run `fal-video auth` in a terminal and paste the key, or pipe it in.',
  });
