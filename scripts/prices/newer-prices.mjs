// Prices that were published and that the dated list lacks. Their rows are made whole here.

const APICITY = 'published prices as kept by justintanner/apicity, July 2026';
const PAGE = "fal's own page, an undated copy";

const images = (more = {}) => ({ argument: 'num_images', default: 1, ...more });
/** The model may make fewer than it is asked for. */
const series = { argument: 'num_images', default: 1, up_to: 'max_images' };
const perPicture = (price, counted = images()) => ({ kind: 'per_image', price, images: counted });
const perMegapixel = (rate, size) => ({ kind: 'per_megapixel', rate, size, images: images() });

const row = (id, unit, rule, { source = APICITY, confidence = 'medium', api = null } = {}) => ({
  ids: [id],
  finding: 'The dated list has no row of it.',
  source,
  row: {
    endpoint_id: id,
    status: 'in type map 2026-08-02',
    unit,
    rule,
    source_url: `https://fal.ai/models/${id}`,
    as_of: source === PAGE ? '2026 (undated copy)' : '2026-07',
    confidence,
    evidence: source === PAGE ? "fal's own page, read directly" : 'third party or inferred',
    pricing_api: api,
    note: '',
  },
});

/** On fal, by its maker's documents, and its price there confirmed by nobody. */
const notConfirmed = (id) => {
  const entry = row(
    id,
    'second',
    {
      kind: 'not_known',
      why: 'not confirmed for fal: a reseller asks $0.17 a second at 720p and $0.29 at 1080p',
    },
    { source: 'docs.bfl.ai and the page of a reseller, read 2026-11-30', confidence: 'low' },
  );
  return { ...entry, row: { ...entry.row, status: 'seen in 2026', as_of: '2026-11-30' } };
};

export const NEWER_PRICES = [
  ...['text-to-video', 'image-to-video', 'keyframes-to-video'].map((task) =>
    notConfirmed(`blackforestlabs/flux-3-max/${task}`),
  ),
  row('fal-ai/bytedance/seedream/v5/lite/text-to-image', 'image', perPicture(0.035, series)),
  row(
    'fal-ai/qwen-image',
    'megapixel',
    perMegapixel(0.02, { argument: 'image_size', default: 'landscape_4_3' }),
  ),
  row(
    'fal-ai/qwen-image-edit',
    'megapixel',
    perMegapixel(0.03, { argument: 'image_size', default: null, as_input: true }),
    { source: PAGE, confidence: 'high' },
  ),
  row(
    'fal-ai/hunyuan-image/v3/instruct/edit',
    'megapixel',
    perMegapixel(0.09, { argument: 'image_size', default: 'auto' }),
  ),
  ...['wan/v2.7', 'wan/v2.7/pro'].flatMap((tier) => {
    const price = tier.endsWith('pro') ? 0.075 : 0.03;
    return [
      row(`fal-ai/${tier}/text-to-image`, 'image', perPicture(price, series)),
      row(`fal-ai/${tier}/edit`, 'image', perPicture(price)),
    ];
  }),
  // 1.1 units of 0.02 were billed with one picture.
  row('xai/grok-imagine-image/edit', 'image', {
    ...perPicture(0.02),
    add: [{ usd: 0.002, per: 'input picture', at_least: 1 }],
  }),
  // The page: text that goes in or is thought costs besides, $0.005 and $0.010 per thousand tokens.
  row(
    'fal-ai/gpt-image-1.5',
    'image',
    {
      kind: 'provider_tokens',
      usd_per_1m_output: 10,
      usd_per_1m_input: 5,
      keys: ['quality', 'image_size'],
      rates: {
        'low|1024x1024': 0.009,
        'low|1024x1536': 0.013,
        'low|1536x1024': 0.013,
        'medium|1024x1024': 0.034,
        'medium|1024x1536': 0.051,
        'medium|1536x1024': 0.05,
        'high|1024x1024': 0.133,
        'high|1024x1536': 0.2,
        'high|1536x1024': 0.199,
      },
      defaults: { quality: 'high', image_size: '1024x1024' },
      per: { images: images() },
    },
    { source: PAGE, confidence: 'high' },
  ),
];
