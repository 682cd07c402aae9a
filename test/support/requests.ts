import type { JobRequest } from '../../src/jobs/plan/plan-step.ts';

export const ALL_FIVE = [
  'seedance-pro-i2v',
  'seedance-v1.5-pro-i2v',
  'kling-v3-pro-i2v',
  'hailuo-02-standard-i2v',
  'veo-3.1-fast-i2v',
];

/** A job that every sandbox can run: its picture is `hero.png`. */
export const request = (more: Partial<JobRequest> = {}): JobRequest => ({
  model: 'kling-v3-pro-i2v',
  prompt: 'the hero walks in place',
  inputs: { first_frame: ['hero.png'] },
  task_slug: 'walk',
  ...more,
});
