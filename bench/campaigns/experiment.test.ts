import { expect, it } from 'vitest';
import { runExperimentKills } from './experiment.ts';

// Three kills here; `npm run experiments-kill` has ten, and `--plain` takes the simulated fal along.
it('an experiment that is killed and started again ends with each video made and paid once', async () => {
  const result = await runExperimentKills({ kills: 3, seed: new Date().getUTCDate(), plain: false });
  expect(result.broken).toEqual([]);
  expect(result).toMatchObject({ collected: 20, videos: 20, sixth_model_paid: 4 });
});
