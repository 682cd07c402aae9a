import type { Role, TaskKind } from './types.ts';

/** The inputs that each kind of task lives from. What is followed may be pictures, clips or sound. */
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
