// Rules that count seconds.
import { outputSeconds, readSeconds } from './lengths.mjs';
import { defined, known, strict } from './strict.mjs';
import { modifiers, table } from './tables.mjs';

export const secondsKinds = {
  per_second: (rule, row, where) => ({
    rate: rule.take('rate'),
    seconds: readSeconds(rule.take('seconds'), row),
    ...modifiers(rule, where),
  }),
  per_second_table: (rule, row, where) => {
    const seconds = floored(readSeconds(rule.take('seconds'), row), rule.maybe('min_seconds'));
    return { ...table(rule), seconds, ...modifiers(rule, where) };
  },
  first_plus_extra: (rule, row, where) => ({
    first_seconds: rule.take('first_seconds'),
    first_price: rule.take('first_price'),
    extra_per_second: rule.take('extra_per_second'),
    seconds: readSeconds(rule.maybe('seconds') ?? 'output', row),
    ...modifiers(rule, where),
  }),
  base_plus_per_second: (rule, row) => ({
    base: rule.take('base'),
    rate: rule.take('rate'),
    ...lengthAndDefaults(rule, row),
  }),
  mixed: (rule, row) => {
    const tiers = ['720p', '1080p']
      .filter(rule.has)
      .map((name) => [name, strict(rule.take(name), row.endpoint_id)]);
    const [base, rate] = ['base', 'rate'].map((part) =>
      Object.fromEntries(tiers.map(([name, tier]) => [name, tier.take(part)])),
    );
    for (const [, tier] of tiers) tier.done();
    return { per_video: rule.take('per_video'), base, rate, ...lengthAndDefaults(rule, row) };
  },
  sum: (rule, row, where) => ({ parts: rule.take('parts').map((part) => partOf(part, row, where)) }),
  conditional: (rule, row, where) => {
    known({ 'any video input (reference video or video element)': true }, rule.take('when'), `${where}.when`);
    const branch = (name) => {
      const each = strict(rule.take(name), `${where}.${name}`);
      const read = {
        kind: each.take('kind'),
        keys: each.take('keys'),
        rates: each.take('rates'),
        defaults: each.maybe('defaults') ?? {},
        defaults_unknown: ['resolution'],
        seconds: readSeconds(each.take('seconds'), row),
      };
      each.done();
      return read;
    };
    return { when: { input_video: true }, matching: branch('then'), otherwise: branch('else') };
  },
};

/** `min_seconds`: shorter clips are billed as that long. */
const floored = (seconds, least) => (least === undefined ? seconds : { ...seconds, at_least: least });

function lengthAndDefaults(rule, row) {
  const { resolution, ...others } = rule.take('defaults');
  const { duration: _duration, ...rest } = others;
  strict(rest, `${row.endpoint_id}.rule.defaults`).done();
  return { defaults: { resolution }, seconds: outputSeconds(row) };
}

function partOf(part, row, where) {
  const read = strict(part, `${where}.parts`);
  const rate = read.take('rate');
  const phrase = read.take('seconds');
  read.done();
  const byResolution = typeof rate === 'object';
  const isInput = phrase !== 'output';
  const needsVideo = row.arguments?.video_fields?.some((name) => name.endsWith('*'));
  return defined({
    of: isInput ? 'input' : 'output',
    keys: byResolution ? ['resolution'] : [],
    rates: byResolution ? rate : { '': rate },
    defaults: byResolution ? { resolution: row.arguments?.resolution?.default ?? '720p' } : {},
    seconds: readSeconds(phrase, row),
    with_video_only: isInput && needsVideo !== true ? true : undefined,
  });
}
