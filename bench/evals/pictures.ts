import sharp from 'sharp';

/** A figure on nothing: 400 × 400, clear around it. */
export async function drawCharacter(path: string): Promise<void> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="400" height="400">
    <circle cx="200" cy="110" r="50" fill="#c63"/><rect x="165" y="160" width="70" height="130" fill="#36c"/>
    <rect x="170" y="290" width="22" height="80" fill="#333"/><rect x="208" y="290" width="22" height="80" fill="#333"/></svg>`;
  await sharp(Buffer.from(svg)).png().toFile(path);
}

export const isPng = (bytes: Buffer | null): boolean => bytes?.subarray(1, 4).toString('latin1') === 'PNG';

/** The colour of the upper left pixel, `#RRGGBB`, and the size. */
export async function cornerOf(bytes: Buffer): Promise<{ colour: string; width: number; height: number }> {
  const { data, info } = await sharp(bytes).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return { colour: `#${data.subarray(0, 3).toString('hex')}`, width: info.width, height: info.height };
}
