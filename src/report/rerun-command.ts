import type { JobRequest } from '../jobs/plan/job-request.ts';
import { shellWord } from '../util/shell-word.ts';

/** A line for the shell that makes one cell once more, alone: a new, paid job. */
export function rerunCommand(
  request: Pick<JobRequest, 'model'> & Partial<JobRequest>,
  simulated: boolean,
): string {
  const { references, args } = request;
  const options: [string, string | number | undefined][] = [
    ['prompt', request.prompt],
    ['negative-prompt', request.negative_prompt],
    ['image', request.image],
    ['end-image', request.end_image],
    ['video', request.video],
    ['sound', request.sound],
    ['duration', request.duration],
    ['resolution', request.resolution],
    ['aspect-ratio', request.aspect_ratio],
    ['seed', request.seed],
    ['args', args === undefined ? undefined : JSON.stringify(args)],
  ];
  const flags: [string, boolean | undefined][] = [
    ['audio', request.audio],
    ['enhance-prompt', request.enhance_prompt],
  ];
  return [
    'fal-video generate',
    shellWord(request.model),
    ...options.flatMap(([name, value]) =>
      value === undefined ? [] : [`--${name} ${shellWord(String(value))}`],
    ),
    ...flags.flatMap(([name, value]) => (value === undefined ? [] : [value ? `--${name}` : `--no-${name}`])),
    ...(references === undefined ? [] : [`--references ${references.map(shellWord).join(' ')}`]),
    ...(simulated ? ['--simulate'] : []),
  ].join(' ');
}
