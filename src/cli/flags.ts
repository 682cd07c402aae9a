import { Argument, type Command, Option } from 'commander';
import { flagOf } from '../util/command-line.ts';
import { badOption, type Param, readParam } from './param.ts';

/** How the parameters of a command are typed. */
export interface Typing {
  params: readonly Param[];
  /** Names of those that are typed without a flag, in order. */
  positionals: readonly string[];
}

/** What stands for a value in the help, where `VALUE` would say too little: for a text, or for a number. */
const TEXT_NAMES: Record<string, string> = {
  allow_host: 'NAME',
  aspect_ratio: 'RATIO',
  author: 'NAME',
  batch: 'NAME',
  cell_id: 'CELL',
  colour: '#RRGGBB',
  cursor: 'CURSOR',
  end: 'TIME',
  end_image: 'FILE|URL',
  experiment: 'NAME',
  family: 'NAME',
  from: 'FILE',
  host: 'ADDRESS',
  idempotency_key: 'KEY',
  image: 'FILE|URL',
  model: 'MODEL',
  negative_prompt: 'TEXT',
  output: 'FILE',
  owner: 'NAME',
  picture: 'FILE',
  prompt: 'TEXT',
  quote_id: 'ID',
  references: 'FILE|URL',
  replay: 'FILE',
  request_id: 'ID',
  resolution: 'NAME',
  since: 'DAY',
  until: 'DAY',
  size: 'NAME|WxH',
  sound: 'FILE|URL',
  start: 'TIME',
  task_slug: 'NAME',
  text: 'WORDS',
  timezone: 'ZONE',
  video: 'FILE|URL',
};
const NUMBER_NAMES: Record<string, string> = {
  cost: 'USD',
  duration: 'SECONDS',
  fill_height: 'PART',
  fill_width: 'PART',
  from: 'SECOND',
  height: 'PIXELS',
  max_price_per_second_usd: 'USD',
  max_price_usd: 'USD',
  seconds: 'SECOND',
  side: 'PIXELS',
  to: 'SECOND',
  wait: 'SECONDS',
  width: 'PIXELS',
};

/** Gives a commander command its arguments and options. All values stay texts; `readTyped` reads them. */
export function addFlags(
  command: Command,
  { positionals, ...typing }: Typing,
  named: (words: string) => string,
): void {
  const params = typing.params.map((param) => ({ ...param, about: named(withChoices(param)) }));
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
    const { on, off } = switchWords(param.about);
    const options = [new Option(flag, on)];
    return off === undefined ? options : [...options, new Option(flag.replace('--', '--no-'), off)];
  }
  const value = valueName(param);
  return [
    param.kind === 'list'
      ? new Option(`${flag} <${value}...>`, param.about)
      : singleOption(`${flag} <${value}>`, param.about),
  ];
}

/**
 * Left alone, on, or off are three things only where off is more than leaving it alone, and then its words say what it
 * means: `true: makes sound. false: can be silent. Default: the preset's.` Any other switch has no opposite to type.
 */
function switchWords(about: string): { on: string; off: string | undefined } {
  const parts = /^true: (.*?)(?: false: (.*?))?( Default\b.*)?$/.exec(about.replace(/ Default false\.$/, ''));
  const [, on, off, usual = ''] = parts ?? [];
  if (on === undefined) return { on: about.replace(/ Default false\.$/, ''), off: undefined };
  return { on: sentence(on) + usual, off: off === undefined ? undefined : sentence(off) };
}

const sentence = (words: string) => `${words.charAt(0).toUpperCase()}${words.slice(1)}`;

/** What may be typed, said in the help as in the refusal of anything else. */
function withChoices({ about, kind, ...param }: Param): string {
  const choices = choicesOf(param);
  if (choices === undefined) return about;
  return `${about.replace(/[^.]$/, '$&.')} ${kind === 'list' ? 'Any' : 'One'} of: ${choices.join(', ')}.`;
}

const choicesOf = ({ schema }: Pick<Param, 'schema'>) => schema.enum ?? schema.items?.enum;

function valueName({ name, ...param }: Param): string {
  if (param.kind === 'json') return 'JSON';
  if (choicesOf(param) !== undefined) return 'NAME';
  const { type } = param.kind === 'list' ? (param.schema.items ?? {}) : param.schema;
  const isNumber = type === 'number' || type === 'integer';
  return isNumber ? (NUMBER_NAMES[name] ?? 'N') : (TEXT_NAMES[name] ?? 'VALUE');
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

/** How values are typed, and read back by `readTyped`: what stands in its place, and the options. */
export function typedFrom(
  values: Record<string, unknown>,
  { params, positionals }: Typing,
): [places: string[], options: Record<string, unknown>] {
  const options = params.filter(
    ({ name, about }) =>
      !positionals.includes(name) && (values[name] !== false || switchWords(about).off !== undefined),
  );
  return [
    positionals.flatMap((name) => [values[name] ?? []].flat().map(String)),
    Object.fromEntries(options.map(({ name }) => [name, values[name]])),
  ];
}

/** A parameter's name as a person typed it: `--end-image`, `MODEL`. */
export function labelOf(name: string, positionals: readonly string[]): string {
  return positionals.includes(name) ? positionalName(name) : flagOf(name);
}
