import { sha256 } from '../../util/hash.ts';
import { CHARACTER, FIGURE } from './draw-anchor.ts';
import type { Size } from '../../util/size.ts';

/**
 * A small landscape as SVG, and sometimes a traveller in it: sky, sun or moon, three ranges of hills, trees or houses.
 * The same words give the same scene; other words another one.
 */
export function sceneSvg(words: string, { width, height }: Size): string {
  const dice = diceOf(words);
  const colours = PALETTES[dice(PALETTES.length)] ?? PALETTES[0];
  const [sky, horizon, light, ...ground] = colours;
  const place = { width, height, unit: Math.min(width, height) / 100 };
  const [far, middle, near] = [0.58, 0.7, 0.84].map((level) => hills(dice, place, level));
  const subject = [trees, houses, traveller][dice(3)] ?? trees;
  const [figures, nearest] = [subject(dice, place, ground[2]), `<path d="${near}" fill="${ground[2]}"/>`];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <defs><linearGradient id="sky" x2="0" y2="1"><stop stop-color="${sky}"/><stop offset="0.75" stop-color="${horizon}"/></linearGradient></defs>
    <rect width="100%" height="100%" fill="url(#sky)"/>
    ${skyLight(dice, place, light)}
    <path d="${far}" fill="${ground[0]}"/>
    <path d="${middle}" fill="${ground[1]}"/>
    ${subject === traveller ? nearest + figures : figures + nearest}
  </svg>`;
}

/** Sky, horizon, sun or moon, and the ground from far to near. */
type Palette = readonly [string, string, string, string, string, string];
const PALETTES: readonly [Palette, ...Palette[]] = [
  ['#7fb8e6', '#f6e7c1', '#fff3b0', '#9dbb8a', '#6f9a67', '#3f6b48'],
  ['#33306b', '#e08d79', '#ffd9a0', '#8a5a83', '#5e3f70', '#33264d'],
  ['#0f1b3d', '#41608f', '#f2f0dc', '#2d4a70', '#213757', '#14233b'],
  ['#f2b5a7', '#fbe4c9', '#ffffff', '#c78f86', '#9c6b72', '#644a5c'],
  ['#a8d8d0', '#eef6e3', '#ffe9a8', '#8fbf9f', '#5c9484', '#2f6665'],
  ['#d9c7a0', '#f5ead0', '#ffd166', '#c2a16c', '#977a4b', '#5f4d33'],
];

/** Numbers below `sides` that follow from the words, one after the other. */
type Dice = (sides: number) => number;

function diceOf(words: string): Dice {
  let thrown = 0;
  return (sides) => {
    const roll = Number.parseInt(sha256(`${words} ${thrown}`).slice(0, 8), 16);
    thrown += 1;
    return roll % sides;
  };
}

interface Place extends Size {
  /** A hundredth of the shorter side. */
  unit: number;
}

function skyLight(dice: Dice, { width, height, unit }: Place, colour: string): string {
  const x = width * (0.15 + dice(70) / 100);
  const y = height * (0.14 + dice(22) / 100);
  return `<circle cx="${x}" cy="${y}" r="${unit * (6 + dice(7))}" fill="${colour}"/>`;
}

/** One range of hills, from its ridge down to the bottom. */
function hills(dice: Dice, { width, height }: Place, level: number): string {
  const steps = 4;
  const at = (step: number) => `${(width * step) / steps} ${height * (level - dice(12) / 100)}`;
  const ridge = Array.from({ length: steps }, (_, step) => {
    const between = `${(width * (step + 0.5)) / steps} ${height * (level - dice(16) / 100)}`;
    return `Q${between} ${at(step + 1)}`;
  });
  return `M${at(0)}${ridge.join('')}V${height}H0Z`;
}

function trees(dice: Dice, place: Place, colour: string): string {
  return standing(dice, place, 5 + dice(4), (x, y, size) => {
    const [left, right, top] = [x - size * 0.35, x + size * 0.35, y - size * 2];
    return `<path d="M${x} ${top}L${right} ${y}H${left}Z" fill="${colour}"/>`;
  });
}

function houses(dice: Dice, place: Place, colour: string): string {
  return standing(dice, place, 2 + dice(3), (x, y, size) => {
    const wall = `<rect x="${x - size * 0.6}" y="${y - size}" width="${size * 1.2}" height="${size * 1.4}" fill="#f1e3cf"/>`;
    const roof = `<path d="M${x} ${y - size * 1.7}L${x + size * 0.8} ${y - size}H${x - size * 0.8}Z" fill="${colour}"/>`;
    const door = `<rect x="${x - size * 0.15}" y="${y - size * 0.5}" width="${size * 0.3}" height="${size * 0.9}" fill="${colour}"/>`;
    return wall + roof + door;
  });
}

/** Several of one thing along the middle of the picture, each of a size of its own. */
function standing(
  dice: Dice,
  { width, height, unit }: Place,
  count: number,
  draw: (x: number, y: number, size: number) => string,
): string {
  return Array.from({ length: count }, (_, index) => {
    const x = (width * (index + 0.3 + dice(40) / 100)) / count;
    return draw(x, height * (0.8 + dice(5) / 100), unit * (8 + dice(8)));
  }).join('');
}

function traveller(dice: Dice, { width, height }: Place): string {
  const scale = Math.min((height * 0.55) / FIGURE.height, (width * 0.5) / FIGURE.width);
  const left = width * (0.3 + dice(40) / 100) - (FIGURE.width * scale) / 2;
  return `<g transform="translate(${left} ${height * 0.93 - FIGURE.height * scale}) scale(${scale})"
    stroke-linecap="round" stroke-linejoin="round">${CHARACTER}</g>`;
}
