import { callOf } from '../../next-step.ts';
import { inputError } from '../../errors.ts';
import { makes } from '../../models/makes.ts';
import type { ToolContext } from '../define-tool.ts';

const OTHER = {
  video: { makes: 'images and no videos', task: 'text-to-video' },
  image: { makes: 'videos and no images', task: 'text-to-image' },
};

/** Refuses a model that makes the other kind, before it is paid for what nobody wanted. One that nobody knows passes. */
export async function refuseOtherKind(
  model: string,
  wanted: 'video' | 'image',
  { models, catalog }: Pick<ToolContext, 'models' | 'catalog'>,
): Promise<void> {
  await catalog.ensureKnown(model);
  const made = makes(model, models);
  if (made === null || made === wanted) return;
  const { alias, endpoint_id, tasks } = models.get(model);
  const other = OTHER[wanted];
  const does = tasks.length === 0 ? '' : ` It does ${tasks.join(', ')}.`;
  throw inputError({
    code: 'UNSUPPORTED_TASK',
    message: `${alias ?? endpoint_id} makes ${other.makes}.${does} Nothing was sent.`,
    next: callOf('list_models', { task: other.task }, `shows models that make ${wanted}s.`),
  });
}
