// Rules by tokens: counted from size and length (Seedance), or known only afterwards.
import { readSeconds } from './lengths.mjs';
import { count } from './picture-rules.mjs';
import { seedancePages, seedanceSizes } from './seedance-sizes.mjs';
import { defined, known, strict } from './strict.mjs';
import { typedDefault } from './tables.mjs';

export const tokenKinds = {
  tokens,
  provider_tokens: (rule, row, where) => {
    const second = rule.maybe('approx_per_second');
    const input = rule.maybe('usd_per_1m_input');
    const billed = {
      usd_per_1m_output: rule.take('usd_per_1m_output'),
      ...(typeof input === 'number' ? { usd_per_1m_input: input } : {}),
    };
    if (second === undefined) {
      return {
        ...billed,
        keys: ['resolution'],
        rates: rule.take('approx_per_image'),
        defaults: {},
        defaults_unknown: ['resolution'],
        per: { images: count(rule, row, where) },
      };
    }
    const [[resolution, usd], ...more] = Object.entries(second);
    if (more.length > 0) throw new Error(`${where}.approx_per_second: more than one resolution`);
    row.remark(`About what a second comes to at ${resolution}.`);
    return {
      ...billed,
      keys: [],
      rates: { '': usd },
      defaults: {},
      per: { seconds: readSeconds('output', row) },
    };
  },
};

function tokens(rule, row, where) {
  const { resolution, duration: _duration, ...others } = rule.take('defaults');
  const rates = rule.take('usd_per_1k_tokens');
  const key = rule.maybe('key');
  const byAudio = key === 'generate_audio';
  const byAny = 'any' in rates;
  for (const [name, size] of Object.entries(rule.take('dims_16x9'))) {
    if (String(size) !== String(seedancePages[name]))
      throw new Error(`${where}.dims_16x9: ${name} is ${size}`);
  }
  const audio = rule.maybe('audio');
  if (audio !== undefined) {
    known({ 'no effect on price': true }, audio, `${where}.audio`);
    row.remark('Sound does not change the price.');
  }
  const measured = rule.maybe('measured');
  if (measured !== undefined) row.remark(`Measured: ${measured}.`);
  const prefer = rule.maybe('prefer');
  const draft = rule.maybe('draft');
  const resolutions = byAudio || byAny ? ['480p', '720p', '1080p'] : Object.keys(rates);
  const hasAspects = row.endpoint_id.includes('/seedance/v1');
  const aspect = row.arguments?.aspect_ratio?.default ?? typedDefault(row, 'aspect_ratio');
  const frames = row.arguments?.num_frames !== undefined || row.typed?.properties?.num_frames !== undefined;
  return {
    keys: byAudio ? ['generate_audio'] : byAny ? [] : ['resolution'],
    usd_per_1k_tokens: byAudio
      ? { true: rates.audio_on, false: rates.audio_off }
      : byAny
        ? { '': rates.any }
        : rates,
    defaults: defined({ ...others, resolution, aspect_ratio: hasAspects ? aspect : undefined }),
    seconds: readSeconds(rule.take('tokens'), row),
    fps: rule.take('fps'),
    frames_argument: frames ? 'num_frames' : undefined,
    extra_frames: 1,
    page_margin_percent: 3,
    page_per_second: rule.maybe('page_per_second'),
    expect:
      prefer === undefined
        ? undefined
        : known(
            { page_per_second: 'page', 'page_per_second for a ceiling, tokens for the mean': undefined },
            prefer,
            `${where}.prefer`,
          ),
    video_factor: videoFactor(rule.maybe('multiply'), where),
    draft:
      draft === undefined
        ? undefined
        : known(
            { 'draft:true is billed as a 480p render': { argument: 'draft', resolution: '480p' } },
            draft,
            `${where}.draft`,
          ),
    sizes: seedanceSizes(row, resolutions),
  };
}

function videoFactor(list, where) {
  if (list === undefined) return undefined;
  const [{ when, factor, ...others }, ...more] = list;
  strict(others, where).done();
  if (more.length > 0) throw new Error(`${where}.multiply: more than one factor`);
  known({ 'video_urls given': true }, when, `${where}.multiply.when`);
  return factor;
}
