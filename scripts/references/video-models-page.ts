import { loadModels } from '../../src/models/index.ts';
import type { ModelSummary } from '../../src/models/types.ts';

/** The page of the models that have a preset, as Markdown. */
export function videoModelsPage(): string {
  const families = new Map<string, ModelSummary[]>();
  for (const model of loadModels().list({ preset: true }))
    families.set(model.family, [...(families.get(model.family) ?? []), model]);
  const sections = [...families].map(([family, members]) =>
    [`## ${family}`, [...COLUMNS, ...members.map(row)].join('\n')].join('\n\n'),
  );
  return `${[HEAD, ...sections].join('\n\n')}\n`;
}

const HEAD = `# Models with a preset

Made by \`scripts/build-references.ts\` from \`presets/\`: change it there. Prices are dated list prices of the preset's default run; what a task
really costs says \`estimate_cost\`.

These have a short name and tried spellings. Every other endpoint of fal works by its id: \`list_models\` (\`fal-video models\`) searches
them all by task, length, size, sound, end frame, price and words; \`estimate_cost\` with \`task\` (\`fal-video estimate --task\`) prices one task
on all of them, cheapest first; \`get_model\` shows each argument.

The lengths are seconds. **E** takes an end frame, **A** makes sound. Retired models are named with their successor when they are asked for.`;

const COLUMNS = [
  '| alias | tasks | lengths | sizes | | default run |',
  '| --- | --- | --- | --- | --- | --- |',
];

function row({ alias, tasks, durations, resolutions, default_price_micros: micros, ...model }: ModelSummary) {
  const marks = [model.end_frame && 'E', model.audio && 'A', model.status === 'retired' && 'retired'];
  return `| \`${alias}\` | ${tasks.join(', ')} | ${lengths(durations)} | ${(resolutions ?? []).join(' ')} | ${marks.filter(Boolean).join(' ')} | ${price(micros)} |`;
}

function lengths(durations: ModelSummary['durations']): string {
  if (durations === null) return '';
  const [first = 0, last = first] = [durations[0], durations.at(-1)];
  const isRange = durations.length > 3 && last - first === durations.length - 1;
  return isRange ? `${first} to ${last}` : durations.join(' ');
}

const price = (micros: number | null) =>
  micros === null ? 'unknown' : `$${(micros / 1e6).toFixed(3).replace(/\.?0+$/, '')}`;
