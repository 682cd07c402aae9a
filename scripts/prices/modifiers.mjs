// The list words what changes a price in English; each phrase has its reading here.
import { known, strict } from './strict.mjs';

const FACTORS = {
  // The types name the argument enable_detail_pass: "This incurs a 2.0x cost multiplier on the base price".
  detail_pass: { when: { argument: 'enable_detail_pass', is: true } },
  pro_mode: { when: { argument: 'pro_mode', is: true } },
  'input video > 5 s': { when: { input_video_above: 5 } },
  'duration = 8': { when: { argument: 'duration', is: '8' } },
  'num_frames > 81': { when: { argument: 'num_frames', above: 81 } },
  'seconds > 15': { when: { billed_seconds_above: 15 } },
};

/** `multiply` of a rule; undefined where there is none. */
export const readFactors = (list, where) =>
  list?.map((each) => {
    const entry = strict(each, `${where}.multiply`);
    const when = entry.take('when');
    const factor = entry.take('factor');
    entry.done();
    if (when === 'steps>16' && factor === 'steps/16') return { argument: 'num_inference_steps', beyond: 16 };
    if (typeof factor !== 'number') throw new Error(`${where}.multiply: cannot read ${JSON.stringify(each)}`);
    return { ...known(FACTORS, when, `${where}.multiply.when`), factor };
  });

const PER = {
  request: { per: 'request' },
  'input image': { per: 'input picture', at_least: 1 },
  'reference/input image': { per: 'input picture', at_least: 1 },
  'reference image beyond the 5th': { per: 'input picture', free: 5 },
  'input image beyond the first, per output image': { per: 'input picture', free: 1 },
  '1000 reference tokens beyond 4096 (a square image = 1024 tokens)': {
    per: '1000 reference tokens',
    free: 4096,
    tokens_per_picture: 1024,
  },
};

const WHEN = {
  enhance_identity: { argument: 'enhance_identity', is: true },
  enable_web_search: { argument: 'enable_web_search', is: true },
  'thinking_level=high': { argument: 'thinking_level', is: 'high' },
};

/** `add` of a rule. Whether a switch of a picture model is charged once or for each picture is not printed. */
export const readAdders = (list, where) =>
  list?.map((each) => {
    const entry = strict(each, `${where}.add`);
    const usd = entry.take('usd');
    const per = entry.maybe('per');
    const when = entry.maybe('when');
    entry.done();
    return {
      usd,
      ...(per === undefined ? { per: 'request or picture' } : known(PER, per, `${where}.add.per`)),
      ...(when === undefined ? {} : { when: known(WHEN, when, `${where}.add.when`) }),
    };
  });

const LIMITS = {
  '5 s only with a start frame': [{ argument: 'duration', is: '10s' }],
  '1080p not at 10 s': [
    { argument: 'resolution', is: '1080p' },
    { argument: 'duration', is: '10' },
  ],
};

export const readLimits = (phrase, where) =>
  phrase === undefined ? undefined : [{ when: known(LIMITS, phrase, `${where}.limits`), why: phrase }];
