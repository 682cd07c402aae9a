import * as av from 'node-av/constants';

/**
 * High dynamic range (BT.2020 colours, PQ or HLG light) as sRGB. swscale can do it, too, but takes seconds for its
 * table. Reference white, 203 nits (ITU-R BT.2408), comes out nearly white; what is brighter keeps its hue and is pressed together.
 */
export function toneMap(rgb48: Buffer, transfer: number): Buffer {
  const light = lightTable(transfer);
  const codes = new Uint16Array(rgb48.buffer, rgb48.byteOffset, rgb48.length / 2);
  const output = Buffer.alloc(codes.length);
  for (let at = 0; at < codes.length; at += 3) {
    let red = light[(codes[at] ?? 0) >> 4] ?? 0;
    let green = light[(codes[at + 1] ?? 0) >> 4] ?? 0;
    let blue = light[(codes[at + 2] ?? 0) >> 4] ?? 0;
    if (transfer === av.AVCOL_TRC_ARIB_STD_B67) {
      // HLG holds the light of the scene; a screen of 1000 nits shows it with this gamma (ITU-R BT.2100).
      const gain = (0.2627 * red + 0.678 * green + 0.0593 * blue) ** 0.2 * (1000 / WHITE_NITS);
      [red, green, blue] = [red * gain, green * gain, blue * gain];
    }
    // BT.2020 to BT.709 primaries (ITU-R BT.2087).
    const r = 1.6605 * red - 0.5876 * green - 0.0728 * blue;
    const g = -0.1246 * red + 1.1329 * green - 0.0083 * blue;
    const b = -0.0182 * red - 0.1006 * green + 1.1187 * blue;
    const brightest = Math.max(r, g, b, 1e-6);
    const gain = pressed(brightest) / brightest;
    output[at] = srgb(r * gain);
    output[at + 1] = srgb(g * gain);
    output[at + 2] = srgb(b * gain);
  }
  return output;
}

export const isHdr = (transfer: number) =>
  transfer === av.AVCOL_TRC_SMPTE2084 || transfer === av.AVCOL_TRC_ARIB_STD_B67;

const WHITE_NITS = 203;

/** For each code of 12 bits its light: of PQ in units of reference white, of HLG as a part of the scene's most. */
function lightTable(transfer: number): Float64Array {
  const light = transfer === av.AVCOL_TRC_SMPTE2084 ? pqLight : hlgLight;
  return Float64Array.from({ length: 4096 }, (_, code) => light(code / 4095));
}

/** SMPTE ST 2084. */
function pqLight(signal: number): number {
  const power = signal ** (1 / 78.84375);
  const nits =
    10_000 * (Math.max(power - 0.8359375, 0) / (18.8515625 - 18.6875 * power)) ** (1 / 0.1593017578125);
  return nits / WHITE_NITS;
}

/** ARIB STD-B67. */
function hlgLight(signal: number): number {
  return signal <= 0.5 ? signal ** 2 / 3 : (Math.exp((signal - 0.55991073) / 0.17883277) + 0.28466892) / 12;
}

const KNEE = 0.8;
const pressed = (light: number) =>
  light <= KNEE ? light : KNEE + (1 - KNEE) * (1 - Math.exp((KNEE - light) / (1 - KNEE)));

const SRGB = Uint8Array.from({ length: 4097 }, (_, step) => {
  const light = step / 4096;
  return Math.round(255 * (light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055));
});

const srgb = (light: number) => SRGB[Math.round(Math.min(1, Math.max(0, light)) * 4096)] ?? 0;
