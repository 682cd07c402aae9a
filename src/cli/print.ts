import { type FalVideoError, toErrorRecord } from '../errors.ts';
import { asCall, type NextStep, stepOf, withSteps } from '../next-step.ts';
import { safeText, safeValue } from '../util/safe-text.ts';
import { type Paint, paintFor } from './paint.ts';
import type { Screen } from './dependencies.ts';
import { cut } from './table.ts';

/** The only way in which the command line says anything. */
export interface Printer {
  /** Whether a program reads: stdout is then one JSON document and nothing else. */
  readonly json: boolean;
  readonly paint: Paint;
  /** The colours of stderr, which may be a terminal when stdout is none. */
  readonly asidePaint: Paint;
  /** Columns of the screen. */
  readonly width: number;
  /** A next step as it is typed here; a text is words alone. */
  step: Step;
  /** Whether lines on stderr can be painted over. */
  readonly live: boolean;
  /** The answer of the command: data for a program, words for a person. */
  answer(data: unknown, words: () => string): void;
  /** A line beside the answer, on stderr. */
  note(text: string): void;
  /** A question on stderr that waits at the end of its line. */
  ask(text: string): void;
  error(error: FalVideoError): void;
  /** A place on stderr for lines that change: each call paints over the one before; the last stays. */
  startDrawing(): (lines: readonly string[]) => void;
}

export interface PrinterOptions {
  stdout: Screen;
  stderr: Screen;
  env: NodeJS.ProcessEnv;
  /** `--json`; a stdout that is no terminal means the same. */
  json: boolean;
  /** Draws next steps. Default: as agents read them. */
  step?: Step;
}

type Step = (step: string | NextStep) => string;
const asIs: Step = (step) => asCall(stepOf(step));

export function createPrinter({ stdout, stderr, env, json, step = asIs }: PrinterOptions): Printer {
  const readByProgram = json || stdout.isTTY !== true;
  const asidePaint = paintFor(stderr, env);
  const sayAside = (text: string) => stderr.write(`${text}\n`);
  return {
    json: readByProgram,
    paint: paintFor(stdout, env),
    asidePaint,
    width: columnsOf(stdout),
    step,
    live: stderr.isTTY === true && env['TERM'] !== 'dumb',
    answer: (data, words) => {
      stdout.write(readByProgram ? asJson(withSteps(data, step)) : `${words()}\n`);
    },
    note: sayAside,
    ask: (text) => stderr.write(text),
    error: (error) => {
      if (readByProgram) stdout.write(asJson({ error: errorData(error, step) }));
      sayAside(errorLines(error, asidePaint, step));
    },
    startDrawing: () => drawOn(stderr),
  };
}

function drawOn(screen: Screen): (lines: readonly string[]) => void {
  let painted = 0;
  return (lines) => {
    const columns = columnsOf(screen);
    const up = painted === 0 ? '' : `\u001b[${painted}A`;
    const text = lines.map((line) => `${CLEAR_LINE}${cut(line, columns - 1)}\n`).join('');
    // In one write, with the cursor hidden meanwhile: no flicker.
    screen.write(`${HIDE_CURSOR}${up}${text}${SHOW_CURSOR}`);
    painted = lines.length;
  };
}

/** A terminal that does not know its width says 0. */
export const columnsOf = ({ columns = 0 }: Pick<Screen, 'columns'>): number => (columns > 0 ? columns : 100);

const CLEAR_LINE = '\r\u001b[2K';
const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';

const asJson = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

function errorData(error: FalVideoError, step: Step) {
  const { code, message, ...rest } = toErrorRecord(error);
  return {
    code,
    message: safeText(step(message), 2000),
    ...rest,
    next: nextStep(error, step),
    temporary: error.temporary,
    job_id: error.jobId,
    detail: safeValue(rest.detail),
  };
}

/** What happened, fal's own reason, whether a retry is safe, and the next step; each on its own line. */
export function errorLines(error: FalVideoError, paint: Paint, step: Step = asIs): string {
  const { message, detail, jobId, requestId } = error;
  const next = nextStep(error, step);
  const about = [jobId, requestId === undefined ? undefined : `request ${requestId}`].filter(
    (id) => id !== undefined,
  );
  const lines = [
    `${paint.red(paint.bold('Error'))} ${paint.dim(`[${error.code}]`)} ${safeText(step(message), 2000)}`,
    about.length === 0 ? '' : `  Job:   ${about.join(', ')}`,
    detail === undefined || detail === null ? '' : `  fal:   ${detailText(detail)}`,
    // A line that could not be read has begun nothing that could be repeated.
    error.code === 'BAD_OPTION' ? '' : `  Retry: ${retryText(error)}`,
    next === undefined ? '' : `  Next:  ${next}`,
  ];
  return lines.filter((line) => line !== '').join('\n');
}

/** Some errors are worded for a server and its agent; a person at the command line has a shorter way. */
const NEXT_HERE: Record<string, string> = {
  NO_KEY:
    'Set FAL_KEY (from fal.ai/dashboard/keys) or run `fal-video auth`. To try it without a key and without cost, add --simulate.',
};

function nextStep({ code, next }: FalVideoError, step: Step): string | undefined {
  return NEXT_HERE[code] ?? (next === undefined ? undefined : step(next));
}

function retryText({ retrySafe, temporary }: FalVideoError): string {
  if (!retrySafe) return 'not safe. The same call again could be paid twice.';
  return temporary ? 'safe, and it may work the next time.' : 'safe; nothing is paid twice.';
}

function detailText(detail: unknown): string {
  return safeText(typeof detail === 'string' ? detail : JSON.stringify(safeValue(detail)), 1000);
}
