import type { ArgumentSchema } from '../arguments-of-schema.ts';
import type { CatalogEntry } from '../catalog.ts';
import type { Preset } from '../presets/preset-shape.ts';
import type { Role } from '../types.ts';

/** The names by which fal's endpoints call each picture, clip or sound; a name means one role only. */
const NAMES: Record<Role, RegExp> = {
  first_frame: /^(?:first|start|starting|initial|init|source)_(?:frame|image|frame_image)(?:_url)?$/,
  last_frame: /^(?:last|end|ending|final|tail)_(?:frame|image|frame_image)(?:_url)?$/,
  reference: /^(?:(?:subject_)?ref(?:erence)?_images?(?:_urls?)?|(?:input_)?image_urls|images)$/,
  video: /^(?:(?:source|input|target|reference|control|driving)_)?videos?(?:_urls?)?$/,
  audio: /^(?:(?:source|input|driven|driving|reference)_)?audios?(?:_urls?)?$/,
};
/** The picture that a model starts from, or that is changed, by its plainest names. */
const PICTURE = /^(?:input_)?image(?:_url)?$/;
const CHANGED = /^(?:(?:init|initial|source|inpaint)_image(?:_url)?|input_image(?:_url)?|image(?:_url)?)$/;

/** What stands for a role where it is the only field of its medium, whatever its name: `person_image_url`. */
const ALONE: Partial<Record<Role, RegExp>> = {
  first_frame: /(?:^|_)(?:image|picture|photo|portrait)(?:_ur[li])?$/,
  video: /(?:^|_)video(?:_ur[li])?$/,
  audio: /(?:^|_)audio(?:_ur[li])?$/,
};
/** Files that steer and are not seen. */
const STEERS = /mask|depth|canny|normal|segment|style|control|face|pose_image|lora|model|embedding|archive/;

/**
 * Which argument each role goes into. Of several that could be meant the required one is; else the role stays
 * unmapped, and the caller names the argument.
 */
export function mapRoles(entry: CatalogEntry): Preset['roles'] {
  const { medium, input } = entry;
  const names = Object.entries(input?.properties ?? {}).flatMap(([name, schema]) =>
    takesUrls(schema) ? [name] : [],
  );
  const picture = pictureOf(entry, names);
  const fieldOf = (role: Role): string | undefined => {
    const isFrame = role === 'first_frame' || role === 'last_frame';
    if (medium === 'image' && isFrame) return undefined;
    const plain = role === picture ? [medium === 'image' ? CHANGED : PICTURE] : [];
    const named = names.filter((name) => [NAMES[role], ...plain].some((pattern) => pattern.test(name)));
    const required = named.filter((name) => input?.required?.includes(name));
    const meant = required.length > 0 ? required : named;
    if (meant.length > 0) return meant.length === 1 ? meant[0] : undefined;
    return role === 'first_frame' && picture !== role ? undefined : alone(role, names);
  };
  const mapped = (Object.keys(NAMES) as Role[]).map((role) => [role, fieldOf(role)] as const);
  return Object.fromEntries(
    mapped.flatMap(([role, field]) => (field === undefined ? [] : [[role, targetOf(entry, field)]])),
  );
}

/**
 * What the plain `image_url` stands for: the picture to change of an image model and of one that works on a
 * clip or a subject, else the first frame.
 */
function pictureOf({ medium, tasks }: CatalogEntry, names: readonly string[]): Role | undefined {
  if (medium === 'image') return 'reference';
  const starts = tasks.some((task) => task === 'image-to-video' || task === 'first-last-frame');
  if (starts && !names.some((name) => NAMES.first_frame.test(name))) return 'first_frame';
  return starts ? undefined : 'reference';
}

function alone(role: Role, names: readonly string[]): string | undefined {
  const pattern = ALONE[role];
  const others = Object.values(NAMES);
  const [only, ...more] = names.filter(
    (name) => pattern?.test(name) === true && !STEERS.test(name) && !others.some((known) => known.test(name)),
  );
  return more.length === 0 ? only : undefined;
}

/** A URL or a list of them; some endpoints of old want an object under the same name. */
const takesUrls = ({ type, items, anyOf, enum: values }: ArgumentSchema): boolean => {
  if (anyOf !== undefined) return anyOf.some(takesUrls);
  if (values !== undefined) return false;
  return (
    type === 'string' || (type === 'array' && (items === undefined || takesUrls(items as ArgumentSchema)))
  );
};

const isList = ({ type, anyOf = [] }: ArgumentSchema): boolean => type === 'array' || anyOf.some(isList);

function targetOf({ input }: CatalogEntry, field: string): NonNullable<Preset['roles'][Role]> {
  const schema = input?.properties?.[field] ?? {};
  const most = schema.maxItems;
  return {
    field,
    required: input?.required?.includes(field) ?? false,
    ...(isList(schema) ? { many: true } : {}),
    ...(typeof most === 'number' ? { most } : {}),
  };
}
