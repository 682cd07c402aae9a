// Rules for pictures, and for clips by their pixels.
import { defined, known, strict } from './strict.mjs';
import { modifiers, typedDefault } from './tables.mjs';

export const pictureKinds = {
  megapixel_frames: (rule, row, where) => {
    known({ 'ceil(width*height*num_frames/1e6)': true }, rule.take('mp'), `${where}.mp`);
    const { num_frames, ...others } = rule.take('defaults');
    strict(others, `${where}.defaults`).done();
    const argument = row.arguments?.other?.includes('video_size') ? 'video_size' : 'resolution';
    return {
      usd_per_mp: rule.take('usd_per_mp'),
      size: { argument, default: row.arguments?.[argument]?.default ?? typedDefault(row, argument) ?? null },
      frames: { argument: 'num_frames', default: num_frames },
    };
  },
  per_megapixel: (rule, row, where) => {
    known({ 'ceil per image': true }, rule.take('mp'), `${where}.mp`);
    return { rate: rule.take('rate'), ...picture(rule, row, where) };
  },
  megapixel_first_extra: (rule, row, where) => {
    known({ 'ceil(w*h/1048576)': true }, rule.take('mp'), `${where}.mp`);
    known({ 'extra output MP + all input MP': true }, rule.take('extra_counts'), `${where}.extra_counts`);
    return {
      first_output_mp: rule.take('first_output_mp'),
      extra_mp: rule.take('extra_mp'),
      ...picture(rule, row, where),
    };
  },
  per_image: (rule, row, where) => ({ price: rule.take('price'), images: count(rule, row, where) }),
  per_image_table: (rule, row, where) => {
    const key = rule.take('key');
    const rates = rule.take('rates');
    const defaults = rule.take('defaults');
    const rest = { images: count(rule, row, where), ...modifiers(rule, where) };
    if (key !== 'output area') return { keys: [key], rates, defaults, ...rest };
    const areas = Object.entries(rates).map(([area, usd]) => ({
      up_to: /^<=(\d+)x(\d+)$/.exec(area).slice(1).map(Number),
      usd,
    }));
    return { kind: 'per_image_by_area', areas, size_argument: 'image_size', ...rest };
  },
};

function picture(rule, row, where) {
  const size = typedDefault(row, 'image_size');
  const asInput = row.task === 'image-to-image' && row.typed?.properties?.image_size === undefined;
  return {
    size: { argument: 'image_size', default: size ?? null, ...(asInput ? { as_input: true } : {}) },
    images: count(rule, row, where),
  };
}

export function count(rule, row, where) {
  const times = rule.maybe('times');
  if (times !== undefined) known({ num_images: true }, times, `${where}.times`);
  const upTo = row.typed?.properties?.max_images === undefined ? undefined : 'max_images';
  return defined({ argument: 'num_images', default: typedDefault(row, 'num_images') ?? 1, up_to: upTo });
}
