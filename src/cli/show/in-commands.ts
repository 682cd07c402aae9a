/** What tools call by their own names, as the commands that do the same. */
const COMMANDS: readonly (readonly [RegExp, string])[] = [
  [/get_job \{"job_id":"([\w-]+)"\}/g, '`fal-video job $1`'],
  [/get_job \{"job_id":"([\w-]+)","wait_seconds":\d+\}/g, '`fal-video job $1 --wait 600`'],
  [/list_jobs \(or `fal-video jobs`\)|\blist_jobs\b/g, '`fal-video jobs`'],
  [/estimate_cost \(or `fal-video estimate`\)|\bestimate_cost\b/g, '`fal-video estimate`'],
  [/\blist_models\b/g, '`fal-video models`'],
  [/\bget_model\b/g, '`fal-video model`'],
  [/\bgenerate_video\b/g, '`fal-video generate`'],
  [/\bget_job\b/g, '`fal-video job`'],
  [/\bcancel_job\b/g, '`fal-video cancel`'],
  [/\bread_ledger\b/g, '`fal-video ledger`'],
];

/** A next step that was written for an agent, in the words of the command line. */
export function inCommands(text: string): string {
  return COMMANDS.reduce((words, [tool, command]) => words.replaceAll(tool, command), text);
}
