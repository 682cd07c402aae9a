import { MEASURE_DEFINITIONS } from '../../src/media/measure/definitions.ts';
import type { MeasureDefinition } from '../../src/media/measure-types.ts';

/** The page that explains the measures, as Markdown. */
export function measuresPage(): string {
  return [HEAD, ...MEASURE_DEFINITIONS.map(section), LOOP].join('\n\n');
}

const HEAD = `# Measures of a clip

Made by \`scripts/build-references.ts\` from \`src/media/measure/definitions.ts\`: change it there.

Numbers that say how a clip moves, without any model in it: the same clip always gives the same numbers. They rank
clips of the same picture; they do not say which one is beautiful. What cannot be said is \`null\`, with a note that gives
the reason.

- **Small picture**: a frame made smaller until its longest side has 320 pixels (enlarged to 160 if it has fewer), upright, in
  RGB. **Thumbnail**: a quarter of that in each direction.
- **Difference** of two pictures: the mean of the absolute differences of all pixels and colour channels, divided by 255. 0 is the
  same, 1 is black against white.
- **Subject**: what stands out from a flat background. A background is flat where four fifths of the frame's outermost two rows
  and columns lie within 16 steps of 255 of their median colour, in each channel; the subject is what differs by more than 26
  steps in any channel: the largest joined part of it, and all parts at least a twentieth as large. A clip has a subject if
  more than four fifths of its frames have one.
- **Corners**: boxes of 23 % × 6 % of the longest side, where watermarks stand. They are left out.
- At most 900 frames are read, 300 of 4K; a note says so where that is not all.`;

function section({ name, title, unit, formula, range, limits, better }: MeasureDefinition): string {
  const wanted = better === null ? 'depends on the task' : `${better} is usually wanted`;
  return [
    `## ${title}`,
    `\`${name}\`, unit: ${unit === '1' ? 'none (a fraction)' : unit}; ${wanted}.`,
    [`- **Formula.** ${formula}`, `- **Range.** ${range}`, `- **Limits.** ${limits}`].join('\n'),
  ].join('\n\n');
}

const LOOP = `## The loop finder

Each of the first 480 thumbnails is compared with each other one, flicker taken off. A cycle is a frame and a later one, at
least 4 frames and 0.2 s apart, such that:

- the two, and the two frames before and after them, differ on average by at most 35 % of the cycle's motion (the largest difference
  of any frame in it from its first): the seam;
- a frame earlier or later would be a worse repeat;
- the motion is at least a quarter of what the clip shows anywhere.

The best one has the least seam, as a part of its motion, plus 0.15 times its part of the clip's length: of two rounds and one, one. Of the
cycles as long as the best and nearly as good, the first that begins with the pose most like the first frame is taken,
since that is the neutral pose a model is given. From it 8 to 12 frames are chosen, evenly spaced in time, a number that divides the
cycle where there is one; a frame that differs from its neighbour by less than a fifth of the usual step is left out.

Limits: a figure whose two half-steps look alike gives half a cycle. A cycle that ends exactly with the clip has no repeat in it: see the loop seam.
`;
