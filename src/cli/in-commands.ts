/** What the tools are called here. */
const COMMANDS: Record<string, string> = {
  list_models: 'models',
  get_model: 'model',
  add_model: 'add-model',
  estimate_cost: 'estimate',
  generate_video: 'generate',
  generate_image: 'image',
  list_jobs: 'jobs',
  get_job: 'job',
  cancel_job: 'cancel',
  read_ledger: 'ledger',
  reconcile_costs: 'reconcile',
  prepare_plate: 'plate',
  inspect_video: 'inspect',
  plan_experiment: 'experiment plan',
  run_experiment: 'experiment run',
  get_experiment: 'experiment show',
  record_learning: 'learn',
};

const TOOL = new RegExp(`\\b(${Object.keys(COMMANDS).join('|')})\\b(?: \\(or \`fal-video \\w+\`\\))?`, 'g');

/** Commands in a text, with `--simulate`: whoever copies one from simulated work must not pay for it. */
export const overSimulatedFal = (text: string): string =>
  text.replaceAll(ASKS_FAL, (whole, command: string) =>
    command.includes('--simulate') ? whole : `\`${command} --simulate\``,
  );

const ASKS_FAL = /`(fal-video (?!auth|doctor|install|mcp)[^`]+)`/g;

/** A next step that was written for an agent, in the words of the command line. */
export function inCommands(text: string): string {
  return text
    .replaceAll(/get_job \{"job_id":"([\w-]+)"\}/g, '`fal-video job $1`')
    .replaceAll(/get_job \{"job_id":"([\w-]+)","wait_seconds":\d+\}/g, '`fal-video job $1 --wait 600`')
    .replaceAll(/(?:run|plan)_experiment \{"file":"([^"]+)"\}/g, (whole, file: string) =>
      whole.startsWith('run')
        ? `\`fal-video experiment run ${file}\``
        : `\`fal-video experiment plan ${file}\``,
    )
    .replaceAll(/get_experiment \{"experiment":"([^"]+)"[^}]{0,200}\}/g, '`fal-video experiment show $1`')
    .replaceAll(/estimate_cost with task ([\w-]+)/g, '`fal-video estimate --task $1`')
    .replaceAll(TOOL, (_, tool: string) => `\`fal-video ${COMMANDS[tool] ?? tool}\``);
}
