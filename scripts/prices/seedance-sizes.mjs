// Pixel sizes of Seedance by resolution. `page` is what fal's pages count with; the sizes per aspect ratio are
// from ByteDance's own video generation API reference (2026), as transcribed in several public repositories.

const page = { '480p': [864, 496], '720p': [1280, 720], '1080p': [1920, 1080], '4k': [3840, 2160] };

const V1 = {
  '480p': {
    '16:9': [864, 480],
    '4:3': [736, 544],
    '1:1': [640, 640],
    '3:4': [544, 736],
    '9:16': [480, 864],
    '21:9': [960, 416],
  },
  '720p': {
    '16:9': [1248, 704],
    '4:3': [1120, 832],
    '1:1': [960, 960],
    '3:4': [832, 1120],
    '9:16': [704, 1248],
    '21:9': [1504, 640],
  },
  '1080p': {
    '16:9': [1920, 1088],
    '4:3': [1664, 1248],
    '1:1': [1440, 1440],
    '3:4': [1248, 1664],
    '9:16': [1088, 1920],
    '21:9': [2176, 928],
  },
};

const V15 = {
  '480p': {
    '16:9': [864, 496],
    '4:3': [752, 560],
    '1:1': [640, 640],
    '3:4': [560, 752],
    '9:16': [496, 864],
    '21:9': [992, 432],
  },
  '720p': {
    '16:9': [1280, 720],
    '4:3': [1112, 834],
    '1:1': [960, 960],
    '3:4': [834, 1112],
    '9:16': [720, 1280],
    '21:9': [1470, 630],
  },
  '1080p': {
    '16:9': [1920, 1080],
    '4:3': [1664, 1248],
    '1:1': [1440, 1440],
    '3:4': [1248, 1664],
    '9:16': [1080, 1920],
    '21:9': [2206, 946],
  },
};

/** Of Seedance 2 bills show 640 × 640 at 480p and 1:1, which is 1.5's size; at 4k only that of 16:9 is known. */
export const V2 = Object.fromEntries(
  Object.entries(page).map(([name, size]) => [name, { page: size, aspects: V15[name] ?? {} }]),
);

/** The sizes of an endpoint. Of Seedance 2 only 16:9 is known; other ratios are taken to have its area. */
export function seedanceSizes(row, resolutions) {
  const aspects = row.endpoint_id.includes('/v1.5/') ? V15 : row.endpoint_id.includes('/v1/') ? V1 : {};
  row.remark(
    Object.keys(aspects).length > 0
      ? "Pixel sizes per aspect ratio: ByteDance's own video generation API reference (2026), as transcribed in several public repositories."
      : 'Other aspect ratios than 16:9 are taken to have the same number of pixels.',
  );
  return Object.fromEntries(
    resolutions.map((name) => [name, { page: page[name], aspects: aspects[name] ?? {} }]),
  );
}

export const seedancePages = page;
