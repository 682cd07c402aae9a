import type { CatalogEntry } from '../catalog.ts';
import type { ArgumentSchema } from '../arguments-of-schema.ts';
import { mapRoles } from '../from-schema/map-roles.ts';
import type { Preset } from '../presets/preset-shape.ts';
import { isImageTask, NEEDED, taskOfCategory, tasksInId } from '../tasks.ts';
import { TASK_KINDS, type TaskKind } from '../types.ts';

/** What an endpoint is tried as when neither its id nor fal's word for it fits its fields. */
const ELSE: readonly TaskKind[] = [
  'image-to-video',
  'first-last-frame',
  'reference-to-video',
  'edit',
  'text-to-video',
  'image-edit',
  'text-to-image',
];

/**
 * The kinds of task an endpoint does: those of the catalog, of its id or of fal's category, whichever its fields bear
 * out first. None where nobody says it.
 */
export function tasksOf(entry: CatalogEntry, category: string | undefined): TaskKind[] {
  const { endpoint_id, tasks } = entry;
  const ofCategory = kindsOf(category);
  const said = [tasks.every(isOfText) ? [] : tasks, tasksInId(endpoint_id), ofCategory, tasks];
  const candidates = [...said, ...ELSE.map((kind) => [kind])];
  const borneOut = candidates.map((kinds) => fitting(kinds, entry)).find((kinds) => kinds.length > 0);
  // An edit of a clip that comes in an object of the model's own has no role, and is an edit all the same.
  const found =
    borneOut ??
    [tasksInId(endpoint_id), ofCategory, tasks].find(
      (kinds) => kinds.length > 0 && kinds.every((kind) => isOf(kind, entry)),
    ) ??
    // Pictures are all that is put in, and a picture comes out.
    (entry.medium === 'image' ? ['image-edit' as const] : []);
  return TASK_KINDS.filter((kind) => found.includes(kind));
}

/** The catalog calls so what it knows no more of. */
const isOfText = (kind: TaskKind) => kind.startsWith('text-to-');

/** Where two are meant, the fields say which. */
function kindsOf(category: string | undefined): TaskKind[] {
  if (category === 'audio-to-video') return ['image-to-video', 'text-to-video'];
  return TASK_KINDS.filter((kind) => kind === taskOfCategory(category));
}

function fitting(kinds: readonly TaskKind[], entry: CatalogEntry): TaskKind[] {
  const roles = mapRoles({ ...entry, tasks: [...kinds] });
  const fit = kinds.filter((kind) => isOf(kind, entry) && fits(kind, roles, entry));
  const ends = roles.last_frame !== undefined && roles.first_frame !== undefined;
  const starts = kinds.includes('image-to-video') && isOf('image-to-video', entry);
  return starts && ends ? [...fit, 'first-last-frame'] : fit;
}

const isOf = (kind: TaskKind, { medium }: CatalogEntry) => isImageTask(kind) === (medium === 'image');

/** Whether the fields can do it, and require nothing beyond it. */
function fits(kind: TaskKind, roles: Preset['roles'], { input }: CatalogEntry): boolean {
  const role = NEEDED[kind].at(-1);
  if (role !== undefined) {
    return roles[role] !== undefined && !(kind === 'image-to-video' && roles.last_frame?.required === true);
  }
  const properties = input?.properties ?? {};
  return (input?.required ?? []).every((name) => !PICTURED.test(name) || isSwitch(properties[name] ?? {}));
}

/** What holds pictures or clips, also in an object or by an id: `video`, `frames`, `video_id`. */
const PICTURED = /image|frame|picture|photo|video|mask/;
const isSwitch = ({ type, enum: values }: ArgumentSchema) =>
  values !== undefined || ['boolean', 'integer', 'number'].includes(String(type));
