import { FalVideoError } from '../../errors.ts';
import { canonicalJson } from '../../util/canonical-json.ts';
import type { Preset } from '../presets/preset-shape.ts';
import { resolve } from '../resolve/resolve.ts';
import type { Task } from '../types.ts';
import type { Strange } from './strange.ts';
import type { TableRow } from './table-row.ts';

/** Tries a preset against its own row before anything is written; each body that differs is reported. */
export function checkRow(preset: Preset, row: TableRow): Strange[] {
  const { task, body: plain } = row;
  const tries: [string, Task, Record<string, unknown>][] = [
    ['the smallest task', task, plain],
    ...Object.entries(row.durations ?? {}).flatMap(([field, values]) =>
      Object.entries(values).map(([seconds, value]): [string, Task, Record<string, unknown>] => [
        field,
        { ...task, duration: Number(seconds) },
        { ...plain, [field]: value },
      ]),
    ),
    ...Object.entries(row.roles ?? {}).map(([role, changes]): [string, Task, Record<string, unknown>] => [
      role,
      { ...task, inputs: { ...task.inputs, [role]: Object.values(changes).flat() as string[] } },
      { ...plain, ...changes },
    ]),
    ...Object.entries(row.words ?? {}).map(
      ([word, [asked, changes]]): [string, Task, Record<string, unknown>] => [
        word,
        { ...task, [word]: asked },
        { ...plain, ...changes },
      ],
    ),
    ...Object.entries(row.extras ?? {}).map(([field, value]): [string, Task, Record<string, unknown>] => [
      field,
      { ...task, args: { ...task.args, [field]: value } },
      { ...plain, [field]: value },
    ]),
  ];
  return tries.flatMap(([field, asked, wanted]) => {
    const got = attempt(preset, asked);
    return got === canonicalJson(wanted)
      ? []
      : [
          {
            field,
            why: `the preset would send ${got}, the schema wants ${canonicalJson(wanted)}`,
            decide: 'what is sent',
          },
        ];
  });
}

function attempt(preset: Preset, task: Task): string {
  try {
    return canonicalJson(resolve(preset, task, [preset]).arguments);
  } catch (error) {
    if (error instanceof FalVideoError) return `nothing (${error.message})`;
    throw error;
  }
}
