// Rules with a price a clip.
import { readLimits } from './modifiers.mjs';
import { known } from './strict.mjs';
import { modifiers, table, typedDefault } from './tables.mjs';

export const clipKinds = {
  per_video: (rule, row, where) => ({
    price: rule.take('price'),
    clip_seconds: rule.maybe('seconds'),
    ...modifiers(rule, where),
  }),
  per_video_table: (rule, row, where) => ({ ...clipTable(rule, row), ...clipModifiers(rule, row, where) }),
  clip_formula: (rule, row, where) => {
    const base = rule.take('base_5s');
    return {
      base_5s: base,
      duration_factor: rule.take('duration_factor'),
      defaults: rule.take('defaults'),
      add_before_multiplying: switches(rule.maybe('add_before_multiplying'), Object.keys(base), row, where),
      limits: readLimits(rule.maybe('limits'), where),
    };
  },
};

/** Vidu's templates by class, as the types list them under `template`. */
const TEMPLATES = {
  standard: ['hug', 'kiss', 'love_pose'],
  premium: ['lunar_newyear', 'dynasty_dress', 'dreamy_wedding'],
  advanced: ['live_photo'],
};

function clipTable(rule, row) {
  const read = table(rule);
  if (read.keys[0] !== 'template class') return { ...read, base_seconds: rule.maybe('base_seconds') };
  row.remark(
    "Classes of the templates: the client's types, which name only some; the others are counted as the dearest.",
  );
  const rates = Object.entries(read.rates).flatMap(([name, usd]) =>
    TEMPLATES[name].map((each) => [each, usd]),
  );
  return {
    ...read,
    keys: ['template'],
    rates: Object.fromEntries(rates),
    defaults: { template: typedDefault(row, 'template') },
    others_as_dearest: true,
  };
}

function clipModifiers(rule, row, where) {
  const read = modifiers(rule, where);
  const assumed = rule.maybe('assume');
  if (assumed !== undefined) {
    known({ 'duration 10 = 2x (not stated)': true }, assumed, `${where}.assume`);
    return { ...read, multiply: [{ when: { argument: 'duration', is: '10' }, factor: 2, assumed: true }] };
  }
  const longer = LONGER[row.endpoint_id];
  if (longer === undefined) return read;
  row.remark(longer.why);
  return { ...read, multiply: [longer.factor] };
}

const eight = { when: { argument: 'duration', is: '8' }, factor: 2 };

/** Factors that the list leaves out. */
const LONGER = {
  'fal-ai/pixverse/v4.5/image-to-video': {
    factor: eight,
    why: 'The factor for 8 s: the client\'s types ("8s videos cost double").',
  },
  'fal-ai/pixverse/extend': {
    factor: { ...eight, assumed: true },
    why: 'That 8 s cost double is printed for its siblings only.',
  },
};

/** PixVerse: dollars more by switch and resolution. A switch that the endpoint has without a printed default may be on. */
function switches(list, resolutions, row, where) {
  if (list === undefined) return undefined;
  const found = new Map();
  const put = (argument, names, usd) => {
    const prices = found.get(argument) ?? {};
    found.set(argument, { ...prices, ...Object.fromEntries(names.map((name) => [name, usd])) });
  };
  const small = resolutions.filter((name) => name !== '1080p');
  for (const { when, usd } of list) {
    if (when === 'both') {
      const sum = [...found.values()].reduce((all, prices) => all + prices['720p'], 0);
      if (Math.abs(sum - usd) > 1e-9) throw new Error(`${where}: both switches are not the sum of each`);
    } else if (when === 'generate_audio_switch and resolution<=720p')
      put('generate_audio_switch', small, usd);
    else if (when === 'generate_audio_switch and 1080p') put('generate_audio_switch', ['1080p'], usd);
    else
      known({ generate_audio_switch: put, generate_multi_clip_switch: put }, when, where)(
        when,
        resolutions,
        usd,
      );
  }
  return [...found].map(([argument, usd]) => ({
    when: { argument, is: true, ...(hasArgument(row, argument) ? { default_unknown: true } : {}) },
    usd,
  }));
}

const hasArgument = ({ arguments: args }, name) =>
  args?.audio_fields?.[name] !== undefined || (args?.other?.includes(name) ?? false);
