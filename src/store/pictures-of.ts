/** What is made of an output, beside it, so that it can be looked at. */

/** A video's frames as one picture. */
export const sheetOf = (video: string) => video.replace(ENDING, '-sheet.jpg');
export const SHEET = { maxBytes: 600_000 };

/** A few frames side by side, small: one cell of the picture of a whole experiment. */
export const stripOf = (video: string) => video.replace(ENDING, '-strip.jpg');
export const STRIP = { columns: 4, rows: 1, cell: 320, maxBytes: 100_000 };

/** A picture, as large as an agent can make use of. */
export const smallCopyOf = (picture: string) => picture.replace(ENDING, '-small.jpg');
export const SMALL_COPY = { side: 1024, maxBytes: 900_000 };

/** Frames, strips and sheets that somebody asked for. */
export const inspectionFolderOf = (video: string) => video.replace(ENDING, '-inspect');

const ENDING = /\.\w+$/;
