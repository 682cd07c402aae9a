import type { JobRequest } from '../jobs/plan/plan-step.ts';

/** A line for the shell that makes one cell once more, alone: a new, paid job. */
export function rerunCommand(
  request: Pick<JobRequest, 'model'> & Partial<JobRequest>,
  simulated: boolean,
): string {
  const { inputs = {}, extra } = request;
  const options: [string, string | number | undefined][] = [
    ['prompt', request.prompt],
    ['negative-prompt', request.negative_prompt],
    ['image', inputs.first_frame?.[0]],
    ['end-image', inputs.last_frame?.[0]],
    ['video', inputs.video?.[0]],
    ['sound', inputs.audio?.[0]],
    ['duration', request.duration_seconds],
    ['resolution', request.resolution],
    ['aspect-ratio', request.aspect_ratio],
    ['seed', request.seed],
    ['args', extra === undefined ? undefined : JSON.stringify(extra)],
  ];
  const flags: [string, boolean | undefined][] = [
    ['audio', request.audio],
    ['enhance-prompt', request.enhance_prompt],
  ];
  return [
    'fal-video generate',
    quoted(request.model),
    ...options.flatMap(([name, value]) =>
      value === undefined ? [] : [`--${name} ${quoted(String(value))}`],
    ),
    ...flags.flatMap(([name, value]) => (value === undefined ? [] : [value ? `--${name}` : `--no-${name}`])),
    ...(inputs.reference === undefined ? [] : [`--references ${inputs.reference.map(quoted).join(' ')}`]),
    ...(simulated ? ['--simulate'] : []),
  ].join(' ');
}

/** As one word of a POSIX shell. */
const quoted = (text: string) =>
  /^[\w./:@=,+-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
