import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { once } from '../../util/once.ts';
import { badData } from '../bad-data.ts';
import type { FamilyMatches } from './family-of.ts';
import type { Preset } from './preset-shape.ts';
import { expandLikes } from './expand-likes.ts';
import type { presetFileSchema, presetSchema } from './preset-schema.ts';
import { parseFile, readJson } from '../read-json.ts';
import { TASK_KINDS, type TaskKind } from '../types.ts';

/** A preset by its names and tasks. `read` checks the rest of it, and throws BAD_MODEL_DATA with file and field. */
export interface ListedPreset {
  alias: string;
  endpoint_id: string;
  tasks: readonly TaskKind[];
  read(): Preset;
}

/** Gives the schema of a file, and of one preset; each made once, since making it costs more than most files. */
export interface FileSchema {
  file(): ReturnType<typeof presetFileSchema>;
  preset(): ReturnType<typeof presetSchema>;
}

export type PresetFile = FamilyMatches & {
  presets: ListedPreset[];
  /** Throws for the first slip in the whole file. */
  readonly check: () => void;
};

const outline = z.object({
  family: z.string(),
  matches: z.array(z.string()).default([]),
  presets: z.array(z.looseObject({})),
});
const named = z.object({ alias: z.string(), endpoint_id: z.string(), tasks: z.array(z.enum(TASK_KINDS)) });

/** The files of the families in `presets/`. */
export function readFamilies(folder: string, schema: FileSchema): PresetFile[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json') && name !== 'prices.json' && !name.startsWith('catalog'))
    .toSorted()
    .map((name) => readPresets(folder, name, schema, true));
}

/** A preset of the project that is not used, since a shipped one or another of the project has one of its names. */
export interface SetAside {
  file: string;
  alias: string;
  endpoint_id: string;
  by: { alias: string; endpoint_id: string };
}

/** How the presets of a project are told from other files in its `presets/`. */
export const OWN_ENDING = '.fal-video.json';
const MOST_OWN_BYTES = 1_000_000;

/**
 * The presets of a project. It may add models, never change what a shipped name means: what is taken is set aside, so
 * that a preset which ships one day stops nobody's work.
 */
export function readOwn(
  folder: string,
  schema: FileSchema,
  shipped: readonly ListedPreset[],
): { presets: ListedPreset[]; setAside: SetAside[] } {
  const presets: ListedPreset[] = [];
  const setAside: SetAside[] = [];
  for (const file of ownFiles(folder)) {
    if (statSync(join(folder, file)).size > MOST_OWN_BYTES) throw badData(`presets/${file}: too large`);
    const found = readPresets(folder, file, schema);
    const before = presets.length;
    for (const preset of found.presets) {
      const { alias, endpoint_id } = preset;
      const by = [...shipped, ...presets].find(
        (other) => other.alias === alias || other.endpoint_id === endpoint_id,
      );
      if (by === undefined) presets.push(preset);
      else setAside.push({ file, alias, endpoint_id, by });
    }
    // The user writes these, and no test of ours has seen them.
    if (presets.length > before) found.check();
  }
  return { presets, setAside };
}

/** One line about a preset that is set aside. */
export const setAsideWords = ({ file, alias, endpoint_id, by }: SetAside) =>
  `presets/${file} of the project is not used: ${alias} (${endpoint_id}) is taken by the preset ${by.alias} (${by.endpoint_id}), which counts. Remove the file; where only the alias is taken, another one will do.`;

/** A project without the folder has no presets of its own. */
function ownFiles(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(OWN_ENDING))
      .toSorted();
  } catch {
    return [];
  }
}

function readPresets(folder: string, name: string, schema: FileSchema, ships = false): PresetFile {
  const file = readJson(folder, name, ships);
  const check = () => parseFile(name, schema.file(), file);
  // What has no names is told as the whole schema tells it.
  const { family, matches, presets } = outline.safeParse(file).data ?? check();
  const { presets: written } = expandLikes(presets);
  return {
    family,
    matches,
    check,
    presets: written.map((each, index) => ({
      ...namesOf(each, check),
      read: once(() => ({ family, ...parseFile(name, schema.preset(), each, ['presets', index]) })),
    })),
  };
}

function namesOf(
  written: unknown,
  check: () => unknown,
): Pick<ListedPreset, 'alias' | 'endpoint_id' | 'tasks'> {
  const { success, data } = named.safeParse(written);
  if (success) return data;
  check();
  throw badData('presets: a preset without names');
}
