// docs/catalog-differences.md: where two sources of the catalog differ, and which stands.
import type { Catalog } from '../../src/models/catalog.ts';
import type { Difference, Settler } from './settle.ts';

export function differencesPage(sources: Catalog['sources'], { differences }: Settler): string {
  const reasons = [...new Set(differences.map(({ decision }) => decision))].toSorted(
    (a, b) => (a ?? -1) - (b ?? -1),
  );
  const day = (name: string) => sources[name]?.as_of;
  return `# Where the sources of the catalog differ

Made by \`npm run catalog\` from \`scripts/catalog/settled.json\`; do not edit it here. The sources, from old to new: the schemas recorded on
${day('recorded schemas')}, the published types of ${day('@fal-ai/client')}, and dated pages of fal. The value that stands is in bold. What only one source knows stands
without a line here, with its day (\`recorded\`, \`newer\` and \`as_of\` in \`presets/catalog.json\`).

The generator of the types prints no default that is false, zero or empty. All 447 switches of which it is silent and which were recorded were off, and every
recorded switch has a default: so a switch of which the types are silent counts as off. Prices do not rest on that alone.
${reasons.map((reason) => section(differences.filter(({ decision }) => decision === reason))).join('')}`;
}

function section(group: readonly Difference[]): string {
  const [first] = group;
  return `
## The ${first?.taken} one stands: ${group.length}

${first?.why ?? 'Nobody has settled these.'}

| endpoint | field | older | newer |
| --- | --- | --- | --- |
${group.map(row).join('\n')}
`;
}

function row({ id, place, values, taken }: Difference): string {
  const [older, newer] = values.map(shown);
  const cells = taken === 'older' ? [`**${older}**`, newer] : [older, `**${newer}**`];
  return `| ${id} | ${place.replace('.', ': ')} | ${cells.join(' | ')} |`;
}

const MOST = 60;

function shown(value: unknown): string {
  if (value === null) return 'absent';
  const words = [value].flat().map((each) => (typeof each === 'string' ? each : JSON.stringify(each)));
  const text = words.join(', ');
  return text.length > MOST ? `${text.slice(0, MOST)}…` : text;
}
