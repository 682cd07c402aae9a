import { expect, it } from 'vitest';
import { tools } from '../../tools/index.ts';
import { ALL_COMMANDS } from '../cli/all-commands.ts';
import { stepDrawer } from '../cli/draw-step.ts';
import { callOf } from '../next-step.ts';
import { rerunCommand } from './rerun-command.ts';

it.each([true, false])(
  'the command of a cell is that of its call, without what made it a cell, simulated: %s',
  (simulated) => {
    const asked = {
      model: 'kling',
      prompt: "it's a walk",
      references: ['a.png', 'b c.png'],
      duration: 5,
      audio: false,
      args: { cfg_scale: 0.5 },
    };
    const command = rerunCommand({ ...asked, task_slug: 'walk', experiment: 'walk', batch: 'b' }, simulated);
    const draw = stepDrawer(ALL_COMMANDS, tools, simulated);
    expect(draw(callOf('generate_video', asked, 'runs it.'))).toBe(`\`${command}\` runs it.`);
  },
);
