import { Argument, type Command, Option } from 'commander';
import { badOption, type Param, readParam } from './param.ts';
import { inCommands } from './show/in-commands.ts';

/** How the parameters of a command are typed. */
export interface Typing {
  params: readonly Param[];
  /** Names of those that are typed without a flag, in order. */
  positionals: readonly string[];
}

/** What stands for a value in the help, where `VALUE` would say too little. */
const VALUE_NAMES: Record<string, string> = {
  allow_host: 'NAME',
  args: 'JSON',
  aspect_ratio: 'RATIO',
  batch: 'NAME',
  colour: '#RRGGBB',
  columns: 'N',
  count: 'N',
  cursor: 'CURSOR',
  duration: 'SECONDS',
  end_image: 'FILE|URL',
  fps: 'N',
  from: 'SECOND',
  height: 'PIXELS',
  host: 'ADDRESS',
  idempotency_key: 'KEY',
  image: 'FILE|URL',
  indices: 'N',
  limit: 'N',
  max_price_usd: 'USD',
  negative_prompt: 'TEXT',
  output: 'FILE|N',
  picture: 'FILE',
  port: 'N',
  prompt: 'TEXT',
  quote_id: 'ID',
  references: 'FILE|URL',
  request_id: 'ID',
  resolution: 'NAME',
  seconds: 'SECOND',
  seed: 'N',
  side: 'PIXELS',
  size: 'NAME|WxH',
  sound: 'FILE|URL',
  task_slug: 'NAME',
  text: 'WORDS',
  to: 'SECOND',
  video: 'FILE|URL',
  wait: 'SECONDS',
  width: 'PIXELS',
};

/** Gives a commander command its arguments and options. All values stay texts; `readTyped` reads them. */
export function addFlags(command: Command, { positionals, ...typing }: Typing): void {
  const params = typing.params.map((param) => ({ ...param, about: inCommands(param.about) }));
  for (const name of positionals) {
    const param = params.find((one) => one.name === name);
    if (param !== undefined) command.addArgument(argumentFor(param));
  }
  for (const param of params) {
    if (!positionals.includes(param.name)) for (const option of optionsFor(param)) command.addOption(option);
  }
}

function argumentFor({ name, about, required, kind }: Param): Argument {
  const label = `${positionalName(name)}${kind === 'list' ? '...' : ''}`;
  return new Argument(required ? `<${label}>` : `[${label}]`, about);
}

/** `job_ids` is typed as `JOB JOB …`. */
const positionalName = (name: string) =>
  name
    .replace(/_ids?$/, '')
    .replace(/s$/, '')
    .toUpperCase();

function optionsFor(param: Param): Option[] {
  const flag = flagOf(param.name);
  if (param.kind === 'switch') {
    const on = new Option(flag, param.about);
    // Left alone, on, or off: three things that can be meant. A switch that can only be on has no opposite.
    return param.schema.const === true
      ? [on]
      : [on, new Option(flag.replace('--', '--no-'), `The opposite of ${flag}`)];
  }
  const value = param.schema.enum === undefined ? (VALUE_NAMES[param.name] ?? 'VALUE') : 'NAME';
  return [
    param.kind === 'list'
      ? new Option(`${flag} <${value}...>`, param.about)
      : singleOption(`${flag} <${value}>`, param.about),
  ];
}

/** An option for one value. Given twice, it is unclear which one is meant: that is refused rather than guessed. */
export function singleOption(flags: string, about: string): Option {
  const option = new Option(flags, about);
  return option.argParser((value: string, before: string | undefined) => {
    if (before === undefined) return value;
    throw badOption(`Expected --${option.name()} once; got it twice, with ${before} and ${value}.`);
  });
}

/** What was typed, by parameter, in the types that the schema asks for. What was not typed is not there. */
export function readTyped(command: Command, { params, positionals }: Typing): Record<string, unknown> {
  const options = command.opts<Record<string, string | string[] | boolean | undefined>>();
  const values: Record<string, unknown> = {};
  for (const param of params) {
    const place = positionals.indexOf(param.name);
    const typed = (
      place >= 0 ? command.processedArgs[place] : options[new Option(flagOf(param.name)).attributeName()]
    ) as string | string[] | boolean | undefined;
    if (typed === undefined || (Array.isArray(typed) && typed.length === 0)) continue;
    values[param.name] = readParam(param, labelOf(param.name, positionals), typed);
  }
  return values;
}

/** A parameter's name as a person typed it: `--end-image`, `MODEL`. */
export function labelOf(name: string, positionals: readonly string[]): string {
  return positionals.includes(name) ? positionalName(name) : flagOf(name);
}

const flagOf = (name: string) => `--${name.replaceAll('_', '-')}`;
