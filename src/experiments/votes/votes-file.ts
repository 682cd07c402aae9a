import { z } from 'zod';

const name = z.string().min(1).max(500);
const axes = z.object({
  model: name,
  prompt: z.string().max(500),
  picture: z.string().max(500).nullable(),
  seed: z.number().nullable(),
  duration_seconds: z.number().nullable(),
  repeat: z.number(),
});

/** What the report page saves: blind votes between two cells, and what those cells were. */
export const votesFileSchema = z.object({
  kind: z.literal('fal-video-votes'),
  version: z.literal(1),
  slug: name,
  simulated: z.boolean(),
  /** Made anew by each browser; it tells voters apart and says nothing of them. */
  voter: name,
  question: z.string().max(500),
  saved_at: name,
  votes: z.array(
    z.object({
      /** Cell ids; `a` was shown on the left. */
      a: name,
      b: name,
      winner: z.enum(['a', 'b', 'tie']),
      at: name,
    }),
  ),
  cells: z.record(name, z.object({ endpoint_id: name, axes })),
});

export type VotesFile = z.output<typeof votesFileSchema>;
export type Vote = VotesFile['votes'][number];
