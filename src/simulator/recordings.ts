import { validateHeaderName, validateHeaderValue } from 'node:http';
import { z } from 'zod';
import { inputError } from '../errors.ts';
import { meantName } from '../util/meant-name.ts';
import { safeText } from '../util/safe-text.ts';

/** Headers that say how the bytes of that day came: here they come otherwise, and the answer would be none. */
const OF_THE_CONNECTION = [
  'connection',
  'content-encoding',
  'content-length',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

const headers = z.record(z.string(), z.string()).transform((given, context) => {
  const sent = Object.entries(given).map(([name, value]) => [name.toLowerCase(), value] as const);
  for (const [name, value] of Object.entries(given)) {
    const problem = problemOfHeader(name, value);
    if (problem !== null) context.addIssue({ code: 'custom', path: [name], message: problem });
  }
  return Object.fromEntries(sent);
});

function problemOfHeader(name: string, value: string): string | null {
  if (OF_THE_CONNECTION.includes(name.toLowerCase()))
    return 'leave it out: it told how those bytes were sent, and these are sent anew';
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return null;
  } catch {
    return 'HTTP has no such header: a name of letters, digits and dashes, a value on one line, both in ASCII';
  }
}

const answer = z.strictObject({
  // One below 200 is no answer, but word that one will come.
  status: z.int().min(200).max(599),
  headers: headers.default({}),
  body: z.unknown().refine((body): boolean => body !== undefined, 'an empty one is ""'),
});
/** One answer, or several in the order in which they were given; the last one goes on. */
const answers = z.preprocess((given) => (Array.isArray(given) ? given : [given]), z.array(answer).min(1));
const price = z.strictObject({ unit_price: z.number().positive(), unit: z.string() });
const recording = z.strictObject({
  /** Of the day of the recording; without one the model's own counts. */
  price: price.optional(),
  submit: answer.optional(),
  status: answers.optional(),
  result: answers.optional(),
});
const recordings = z.record(z.string(), recording);

export type RecordedAnswer = z.output<typeof answer>;
/** What fal answered about one endpoint, to be answered again. */
export type Recording = z.output<typeof recording>;

/** Reads recorded answers: endpoint → price, and what fal said to the submit, the polls and the reading of the result. */
export function parseRecordings(value: unknown): Record<string, Recording> {
  const read = recordings.safeParse(value);
  if (read.success) return read.data;
  const problems = read.error.issues.flatMap((issue) => problemsOf(issue, value));
  const more = problems.length > MOST_PROBLEMS ? `; and ${problems.length - MOST_PROBLEMS} more` : '';
  throw invalidRecordings(problems.slice(0, MOST_PROBLEMS).join('; ') + more);
}

export const invalidRecordings = (why: string) =>
  inputError({
    code: 'INVALID_RECORDINGS',
    message: `These are no recorded answers: ${why}.`,
    next: 'Give a JSON object: endpoint id → {price?: {unit_price, unit}, submit?, status?, result?}, each answer {status, headers?, body}: references/simulator.md.',
  });

const MOST_PROBLEMS = 6;

/** `"fal-ai/…".result[1].status is 101; Too small: …`, and of a key those that are known. */
function problemsOf(issue: z.core.$ZodIssue, file: unknown): string[] {
  const steps = inFile(issue.path, file);
  if (issue.code !== 'unrecognized_keys') {
    const value = valueAt(file, steps);
    const rule = value === undefined && issue.code !== 'custom' ? '' : `; ${ruleOf(issue)}`;
    return [`${placeOf(steps)} ${saidOf(value)}${rule}`];
  }
  const known = keysAt(issue.path);
  return issue.keys.map((key) => {
    const meant = meantName(key, known);
    const hint = meant === undefined ? '' : ` (did you mean ${meant}?)`;
    const place = placeOf([...steps, safeText(key, 60)]);
    return `${place} ${saidOf(valueAt(file, [...steps, key]))}; no such key${hint}. Known here: ${known.join(', ')}`;
  });
}

/** Endpoint, part, and for a list of answers the number. */
function keysAt([, part]: readonly PropertyKey[]): string[] {
  const { shape } = part === undefined ? recording : part === 'price' ? price : answer;
  return Object.keys(shape);
}

/** The path of the file itself, where a single answer stands without a list around it. */
function inFile(path: readonly PropertyKey[], file: unknown): PropertyKey[] {
  const steps: PropertyKey[] = [];
  for (const step of path) {
    if (typeof step !== 'number' || Array.isArray(valueAt(file, steps))) steps.push(step);
  }
  return steps;
}

const valueAt = (file: unknown, steps: readonly PropertyKey[]) =>
  steps.reduce<unknown>(
    (inside, step) => (typeof inside === 'object' && inside !== null ? Reflect.get(inside, step) : undefined),
    file,
  );

function placeOf([endpoint, ...steps]: readonly PropertyKey[]): string {
  if (endpoint === undefined) return 'the file';
  const below = steps.map((step) =>
    typeof step === 'number' ? `[${step}]` : `.${safeText(String(step), 60)}`,
  );
  return `"${safeText(String(endpoint), 100)}"${below.join('')}`;
}

const ruleOf = ({ message }: z.core.$ZodIssue) => message.replace(/^Invalid input: /, '');
const saidOf = (value: unknown) =>
  value === undefined ? 'is missing' : `is ${safeText(JSON.stringify(value), 80)}`;
