import type { CatalogEntry } from '../catalog.ts';
import type { ArgumentSchema } from '../arguments-of-schema.ts';
import { mapRoles } from '../from-schema/map-roles.ts';
import type { Preset } from '../presets/preset-shape.ts';
import { IMAGE_TASKS, TASK_KINDS, type Role, type TaskKind } from '../types.ts';

/** fal's categories in our words; where two are meant, the fields say which. */
const OF_CATEGORY: Record<string, TaskKind[]> = {
  'image-to-image': ['image-edit'],
  'video-to-video': ['edit'],
  'audio-to-video': ['image-to-video', 'text-to-video'],
};

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

/** The role that each kind of task lives from. */
const LIVES_FROM: Partial<Record<TaskKind, Role>> = {
  'image-to-video': 'first_frame',
  'first-last-frame': 'last_frame',
  'reference-to-video': 'reference',
  extend: 'video',
  edit: 'video',
  'motion-control': 'video',
  'image-edit': 'reference',
};

/**
 * The kinds of task an endpoint does: those of the catalog, of its id or of fal's category, whichever its fields bear
 * out first. None where nobody says it.
 */
export function tasksOf(entry: CatalogEntry, category: string | undefined): TaskKind[] {
  const { endpoint_id, tasks } = entry;
  const own = TASK_KINDS.filter((kind) => kind === category);
  const ofCategory = OF_CATEGORY[category ?? ''] ?? own;
  const said = [tasks.every(isOfText) ? [] : tasks, ofId(endpoint_id), ofCategory, tasks];
  const candidates = [...said, ...ELSE.map((kind) => [kind])];
  const borneOut = candidates.map((kinds) => fitting(kinds, entry)).find((kinds) => kinds.length > 0);
  // An edit of a clip that comes in an object of the model's own has no role, and is an edit all the same.
  const found =
    borneOut ??
    [ofId(endpoint_id), ofCategory, tasks].find(
      (kinds) => kinds.length > 0 && kinds.every((kind) => isOf(kind, entry)),
    ) ??
    // Pictures are all that is put in, and a picture comes out.
    (entry.medium === 'image' ? ['image-edit' as const] : []);
  return TASK_KINDS.filter((kind) => found.includes(kind));
}

/** The catalog calls so what it knows no more of. */
const isOfText = (kind: TaskKind) => kind.startsWith('text-to-');

/** An id that names its task says more than the category, under which fal files several. */
function ofId(endpointId: string): TaskKind[] {
  const segments = endpointId.split('/');
  if (segments.some((segment) => /^(?:video-)?exten(?:d|sion)(?:-video)?$/.test(segment))) return ['extend'];
  return TASK_KINDS.filter((kind) => segments.includes(kind));
}

function fitting(kinds: readonly TaskKind[], entry: CatalogEntry): TaskKind[] {
  const roles = mapRoles({ ...entry, tasks: [...kinds] });
  const fit = kinds.filter((kind) => isOf(kind, entry) && fits(kind, roles, entry));
  const ends = roles.last_frame !== undefined && roles.first_frame !== undefined;
  const starts = kinds.includes('image-to-video') && isOf('image-to-video', entry);
  return starts && ends ? [...fit, 'first-last-frame'] : fit;
}

const isOf = (kind: TaskKind, { medium }: CatalogEntry) =>
  IMAGE_TASKS.includes(kind) === (medium === 'image');

/** Whether the fields can do it, and require nothing beyond it. */
function fits(kind: TaskKind, roles: Preset['roles'], { input }: CatalogEntry): boolean {
  const role = LIVES_FROM[kind];
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
