/** The page of the models that have a preset, as Markdown. */
export function videoModelsPage(models) {
  const families = new Map();
  for (const model of models) families.set(model.family, [...(families.get(model.family) ?? []), model]);
  const sections = [...families].map(([family, members]) =>
    [`## ${family}`, [...COLUMNS, ...members.map(row)].join('\n')].join('\n\n'),
  );
  return `${[HEAD, ...sections].join('\n\n')}\n`;
}

const HEAD = `# Models with a preset

Made by \`scripts/build-references.mjs\` from \`presets/\`: change it there. Prices are dated list prices of the preset's default run; what a task
really costs says \`estimate_cost\`.

These have a short name and tried spellings. Every other endpoint of fal works by its id: \`list_models\` (\`fal-video models\`) searches
them all by task, length, size, sound, end frame, price and words; \`estimate_cost\` with \`task\` (\`fal-video estimate --task\`) prices one task
on all of them, cheapest first; \`get_model\` shows each argument.

The lengths are seconds. **E** takes an end frame, **A** makes sound. Retired models are named with their successor when they are asked for.`;

const COLUMNS = [
  '| alias | tasks | lengths | sizes | | default run |',
  '| --- | --- | --- | --- | --- | --- |',
];

function row({ alias, tasks, durations, resolutions, audio, end_frame, default_price_micros, status }) {
  const marks = [end_frame ? 'E' : '', audio ? 'A' : '', status === 'retired' ? 'retired' : ''].filter(
    Boolean,
  );
  return `| \`${alias}\` | ${tasks.join(', ')} | ${lengths(durations)} | ${(resolutions ?? []).join(' ')} | ${marks.join(' ')} | ${price(default_price_micros)} |`;
}

function lengths(durations) {
  if (durations === null || durations.length === 0) return '';
  const [first, last] = [durations[0], durations.at(-1)];
  const isRange = durations.length > 3 && last - first === durations.length - 1;
  return isRange ? `${first} to ${last}` : durations.join(' ');
}

const price = (micros) =>
  micros === null ? 'unknown' : `$${(micros / 1e6).toFixed(3).replace(/\.?0+$/, '')}`;
