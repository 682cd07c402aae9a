import type { ArgumentSchema } from './arguments-of-schema.ts';
import type { CatalogEntry } from '../catalog.ts';
import type { Preset } from '../presets/preset-shape.ts';
import type { Role } from '../types.ts';

/** The names by which fal's endpoints call each picture, clip or sound; a name means one role only. */
const FIRST = ['first_frame_url', 'first_image_url', 'start_image_url', 'source_image_url'];
const LAST = ['last_frame_url', 'last_image_url', 'end_image_url', 'tail_image_url'];
const REFERENCES = [
  'reference_image_urls',
  'reference_image_url',
  'ref_image_urls',
  'subject_reference_image_url',
  'image_urls',
  'input_image_urls',
];
const VIDEOS = ['video_url', 'video_urls', 'source_video_url', 'reference_video_urls', 'control_video_url'];
const AUDIOS = ['audio_url', 'audio_urls', 'driven_audio_url', 'reference_audio_url', 'reference_audio_urls'];

/**
 * Which argument each role goes into. Of several that could be meant the required one is; else the role stays
 * unmapped, and the caller names the argument.
 */
export function mapRoles(entry: CatalogEntry): Preset['roles'] {
  const names = Object.entries(entry.input?.properties ?? {}).flatMap(([name, schema]) =>
    takesUrls(schema) ? [name] : [],
  );
  const only = (wanted: readonly string[]) => {
    const found = names.filter((name) => wanted.includes(name));
    const required = found.filter((name) => entry.input?.required?.includes(name));
    const meant = required.length > 0 ? required : found;
    return meant.length === 1 ? meant[0] : undefined;
  };
  const picture = pictureOf(entry, names);
  const candidates: [Role, string | undefined][] = [
    [
      'first_frame',
      entry.medium === 'image'
        ? undefined
        : only([...FIRST, ...(picture === 'first_frame' ? ['image_url'] : [])]),
    ],
    ['last_frame', entry.medium === 'image' ? undefined : only(LAST)],
    ['reference', only([...REFERENCES, ...(picture === 'reference' ? ['image_url'] : [])])],
    ['video', only(VIDEOS)],
    ['audio', only(AUDIOS)],
  ];
  return Object.fromEntries(
    candidates.flatMap(([role, field]) => (field === undefined ? [] : [[role, targetOf(entry, field)]])),
  );
}

/**
 * What the plain `image_url` stands for: the picture to change of an image model and of one that works on a
 * clip or a subject, else the first frame.
 */
function pictureOf({ medium, tasks }: CatalogEntry, names: readonly string[]): Role | undefined {
  if (medium === 'image') return 'reference';
  const starts = tasks.some((task) => task === 'image-to-video' || task === 'first-last-frame');
  if (starts && !names.some((name) => FIRST.includes(name))) return 'first_frame';
  return starts ? undefined : 'reference';
}

/** A URL or a list of them; some endpoints of old want an object under the same name. */
const takesUrls = ({ type, items }: ArgumentSchema): boolean =>
  type === 'string' || (type === 'array' && (items === undefined || takesUrls(items as ArgumentSchema)));

function targetOf({ input }: CatalogEntry, field: string): NonNullable<Preset['roles'][Role]> {
  const schema = input?.properties?.[field];
  const most = schema?.['maxItems'];
  return {
    field,
    required: input?.required?.includes(field) ?? false,
    ...(schema?.type === 'array' ? { many: true } : {}),
    ...(typeof most === 'number' ? { most } : {}),
  };
}
