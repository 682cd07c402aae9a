import sharp from 'sharp';
import type { Scratch } from './scratch.ts';
import type { ScriptedModel, Shown } from './scripted-model.ts';

/**
 * What a model was shown, from its first sight of the server through its calls, without what differs from run to
 * run. JSON arrives in one line, and is laid out here for reading.
 */
export async function transcriptOf(
  model: ScriptedModel,
  titles: readonly string[],
  scratch: Scratch,
): Promise<string> {
  const parts = await Promise.all(
    model.shown.map(async ({ text, pictures }, index) => [
      `## ${titles[index] ?? 'more'}`,
      fenced(text, scratch),
      ...(await Promise.all(pictures.map(describe))),
    ]),
  );
  const before = ['## Before the first call', fenced(model.firstSight(), scratch)];
  return `${[before, ...parts].flat().join('\n\n')}\n`;
}

const fenced = (text: string, scratch: Scratch) =>
  ['```', steady(inOrder(text.split('\n')).map(laidOut).join('\n'), scratch), '```'].join('\n');

/** Tools that were searched for come by their rank, which every word of every other tool may change. */
const inOrder = (lines: readonly string[]) =>
  lines.every((line) => line.startsWith('tool: ')) ? lines.toSorted() : lines;

function laidOut(line: string): string {
  return line.startsWith('{') ? JSON.stringify(JSON.parse(line), null, 2) : line;
}

/** Decoded, so that a picture that arrives broken fails. */
async function describe({ type, bytes }: Shown['pictures'][number]): Promise<string> {
  const { width, height, format } = await sharp(bytes).metadata();
  await sharp(bytes).stats();
  return `Picture: ${type}, ${format} of ${width} × ${height}`;
}

/** In this order: a path may hold an id, and an id digits. */
const UNSTEADY: readonly (readonly [RegExp, string])[] = [
  [/job_[a-z0-9]{10}/g, 'JOB'],
  [/\bq_[\w-]{20,}/g, 'QUOTE'],
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'UUID'],
  [/[0-9a-f]{64}/g, 'SHA256'],
  [/\d{4}-\d{2}-\d{2}T[\d:.]+Z/g, 'TIME'],
  // A job's folder ends with its id.
  [/\d{4}-\d{2}-\d{2}-\d{6}-(\w+)(\/[\w.-]+-)[a-z0-9]{10}\b/g, 'DAY-TIME-$1$2JOB'],
  [/127\.0\.0\.1:\d+/g, 'LOOPBACK'],
  [/files\/[0-9a-f]{24}_[^."]*/g, 'files/FILE'],
  [/"bytes": \d+/g, '"bytes": N'],
  // How far a job is that was not waited for.
  [/"status": "(planned|reserved|submitting|queued|running)"/g, '"status": "UNDER WAY"'],
  [/"request_id": (null|"UUID")/g, '"request_id": "UUID or null"'],
  // Where Claude Code keeps the pictures of its answers.
  [/projects\/[\w-]+\/UUID\/tool-results\/[\w-]+/g, 'projects/PROJECT/UUID/tool-results/PICTURE'],
  [/Wall time: [\d.]+ seconds/g, 'Wall time: N seconds'],
];

function steady(text: string, { home, project }: Scratch): string {
  const placed = text.replaceAll(project, 'PROJECT').replaceAll(home, 'HOME');
  return UNSTEADY.reduce((rest, [pattern, word]) => rest.replace(pattern, word), placed).trim();
}
