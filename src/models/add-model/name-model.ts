/** The usual short forms of a last segment, as the shipped presets have them. */
const SHORT: Record<string, string> = {
  'image-to-video': 'i2v',
  'text-to-video': 't2v',
  'reference-to-video': 'r2v',
  'first-last-frame-to-video': 'flf2v',
  'text-to-image': 't2i',
  'image-to-image': 'i2i',
};

/** `moonvalley/marey/i2v` → `marey-i2v`: the id without its owner, or with it. */
export function aliasOf(endpointId: string, owner?: 'with owner'): string {
  return (owner === undefined ? segmentsOf(endpointId) : endpointId.split('/'))
    .map((segment) => SHORT[segment] ?? segment)
    .join('-')
    .toLowerCase()
    .replaceAll('_', '-');
}

/** `fal-ai/vidu/q2/image-to-video/pro` → `Vidu q2 image to video pro`. From the id alone: a title is text of somebody else's. */
export function titleOf(endpointId: string): string {
  const words = segmentsOf(endpointId).join(' ').replaceAll(/[-_]/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const segmentsOf = (endpointId: string) => endpointId.split('/').slice(1);
