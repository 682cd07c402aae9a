import { type Role, TASK_KINDS, type TaskKind } from './types.ts';

/** The inputs that each kind of task lives from, the one that tells it from others last. What is followed may be pictures, clips or sound. */
export const NEEDED: Record<TaskKind, readonly Role[]> = {
  'image-to-video': ['first_frame'],
  'text-to-video': [],
  'first-last-frame': ['first_frame', 'last_frame'],
  'reference-to-video': ['reference'],
  extend: ['video'],
  edit: ['video'],
  'motion-control': ['video'],
  'text-to-image': [],
  'image-edit': ['reference'],
};

/** Such tasks may follow pictures, clips or sound: any file will do. */
export const followsAny = (
  kind: TaskKind | undefined,
  inputs: Partial<Record<Role, readonly string[]>> = {},
): boolean =>
  (kind === 'reference-to-video' || kind === 'image-edit') &&
  Object.values(inputs).some((files) => files.length > 0);

/** Whether it makes pictures; every other task makes videos. */
export const isImageTask = (task: string): boolean => task === 'text-to-image' || task === 'image-edit';

/** fal's category in our words. */
export const taskOfCategory = (category: string | undefined): TaskKind | undefined =>
  OF_CATEGORY.get(category) ?? TASK_KINDS.find((kind) => kind === category);

const OF_CATEGORY = new Map<string | undefined, TaskKind>([
  ['image-to-image', 'image-edit'],
  ['video-to-video', 'edit'],
]);

/** What an id names says more than the category, under which fal files several: reference-to-video is image-to-video there. */
export function tasksInId(endpointId: string): TaskKind[] {
  const segments = endpointId.split('/');
  if (segments.some((segment) => /^(?:video-)?exten(?:d|sion)(?:-video)?$/.test(segment))) return ['extend'];
  return TASK_KINDS.filter((kind) => segments.includes(kind));
}
