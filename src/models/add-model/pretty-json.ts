/**
 * JSON as `prettier` leaves it, so that a written file passes the checks of a checkout, and is the same wherever it is
 * written: an object of a file's first levels over several lines, anything deeper on one line where it fits.
 */
export function prettyJson(value: unknown, openLevels: number): string {
  return `${written(value, 0, 0, openLevels)}\n`;
}

const WIDTH = 110;
const STEP = 2;

/** `before` is how much already stands on the line. */
function written(value: unknown, indent: number, before: number, openLevels: number): string {
  if (isScalar(value)) return JSON.stringify(value);
  const flat = onOneLine(value);
  // A comma may follow.
  const fits = before + flat.length < WIDTH;
  const inside = indent + STEP;
  if (Array.isArray(value)) {
    const parts = value.map((each) => written(each, inside, inside, openLevels - 1));
    if (fits && !hasSeveralObjects(value) && !parts.some((part) => part.includes('\n'))) return flat;
    const numbers = value.filter((each) => typeof each === 'number');
    return lines('[]', numbers.length === value.length ? filled(numbers, indent) : parts, indent);
  }
  if (isEmpty(value) || (fits && openLevels <= 0 && !holdsSeveralObjects(value))) return flat;
  const members = Object.entries(value).map(([key, member]) => {
    const name = `${JSON.stringify(key)}: `;
    return name + written(member, inside, inside + name.length, openLevels - 1);
  });
  return lines('{}', members, indent);
}

function onOneLine(value: unknown): string {
  if (isScalar(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(onOneLine).join(', ')}]`;
  const members = Object.entries(value).map(
    ([key, member]) => `${JSON.stringify(key)}: ${onOneLine(member)}`,
  );
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}

function lines([open = '', close = '']: string, parts: readonly string[], indent: number): string {
  const inside = ' '.repeat(indent + STEP);
  return `${open}\n${inside}${parts.join(`,\n${inside}`)}\n${' '.repeat(indent)}${close}`;
}

/** Numbers, as many to a line as fit. */
function filled(values: readonly number[], indent: number): string[] {
  const rows: string[] = [];
  for (const text of values.map(String)) {
    const longer = `${rows.at(-1) ?? ''}, ${text}`;
    if (rows.length === 0 || indent + STEP + longer.length >= WIDTH) rows.push(text);
    else rows[rows.length - 1] = longer;
  }
  return rows;
}

const isScalar = (value: unknown): value is string | number | boolean | null | undefined =>
  value === null || typeof value !== 'object';
const isEmpty = (value: object) => Object.keys(value).length === 0;

/** A list of several lists or objects, each with several members, is never on one line. */
function hasSeveralObjects(value: readonly unknown[]): boolean {
  const alike = value.every((each) => Array.isArray(each)) || value.every((each) => !Array.isArray(each));
  return value.length > 1 && alike && value.every((each) => !isScalar(each) && Object.keys(each).length > 1);
}

const holdsSeveralObjects = (value: unknown): boolean =>
  !isScalar(value) &&
  ((Array.isArray(value) && hasSeveralObjects(value)) || Object.values(value).some(holdsSeveralObjects));
