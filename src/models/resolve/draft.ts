import { safeText } from '../../util/safe-text.ts';
import type { PresetArgument } from '../presets/preset-arguments.ts';
import type { FieldOrigin, FieldRecord } from '../types.ts';

/** The arguments while they are put together: each field with where its value came from. Later layers win. */
export class Draft {
  readonly #records = new Map<string, FieldRecord>();

  set(record: FieldRecord): void {
    this.#records.set(record.field, record);
  }

  /** The value the model's own argument gets, over whatever stood there, with a note on what it replaced. */
  override(field: string, sent: unknown, note: string | undefined): void {
    const before = this.#records.get(field);
    const replaced =
      before === undefined || !('sent' in before)
        ? []
        : [`instead of ${safeText(JSON.stringify(before.sent) ?? '', 80)} (${before.origin})`];
    const notes = [...replaced, ...(note === undefined ? [] : [note])];
    this.set({
      field,
      ...(before !== undefined && 'asked' in before ? { asked: before.asked } : {}),
      sent,
      origin: 'override',
      ...(notes.length === 0 ? {} : { note: notes.join('; ') }),
    });
  }

  /** Takes a preset's default back out; the record says why. */
  leaveOut(field: string, note: string): void {
    this.set({ field, origin: 'preset', note });
  }

  has(field: string): boolean {
    const record = this.#records.get(field);
    return record !== undefined && 'sent' in record;
  }

  value(field: string): unknown {
    return this.#records.get(field)?.sent;
  }

  origin(field: string): FieldOrigin | undefined {
    return this.#records.get(field)?.origin;
  }

  /** What is sent, in the order in which the model lists its arguments; what it does not list comes last. */
  arguments(known: readonly PresetArgument[]): Record<string, unknown> {
    const sent = [...this.#records.values()].filter((record) => 'sent' in record);
    return Object.fromEntries(inOrder(sent, known).map((record) => [record.field, record.sent]));
  }

  /** One record for every field that was sent, asked for, or left to a known default of fal. */
  records(known: readonly PresetArgument[]): FieldRecord[] {
    const untouched = known
      .filter((argument) => argument.default !== undefined && !this.#records.has(argument.name))
      .map((argument): FieldRecord => ({
        field: argument.name,
        origin: 'fal-default',
        note: `fal's default: ${JSON.stringify(argument.default)}`,
      }));
    return inOrder([...this.#records.values(), ...untouched], known);
  }
}

function inOrder(records: readonly FieldRecord[], known: readonly PresetArgument[]): FieldRecord[] {
  const place = new Map(known.map(({ name }, index) => [name, index]));
  return records.toSorted(
    (a, b) => (place.get(a.field) ?? known.length) - (place.get(b.field) ?? known.length),
  );
}
