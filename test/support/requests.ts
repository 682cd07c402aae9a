import type { JobRequest } from '../../src/jobs/plan/job-request.ts';

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
  image: 'hero.png',
  task_slug: 'walk',
  ...more,
});

/** The same without a picture, for models that take none. */
export function wordsOnly(whole: JobRequest): JobRequest {
  const { image: _, ...more } = whole;
  return more;
}
