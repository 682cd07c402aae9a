// From a rule as the list words it to the rule that the program computes, kind by kind.
import { clipKinds } from './clip-rules.mjs';
import { pictureKinds } from './picture-rules.mjs';
import { secondsKinds } from './seconds-rules.mjs';
import { defined, known, strict } from './strict.mjs';
import { tokenKinds } from './token-rules.mjs';

const KINDS = { ...secondsKinds, ...clipKinds, ...tokenKinds, ...pictureKinds };

/** The rule of a row; throws, with the endpoint and the field, for anything that it cannot read. */
export function readRule(row) {
  if (row.rule === null) return { kind: 'not_known', why: whyUnknown(row) };
  const where = `${row.endpoint_id}.rule`;
  const rule = strict(row.rule, where);
  const kind = rule.take('kind');
  const read = known(KINDS, kind, `${where}.kind`)(rule, row, where);
  rule.done();
  return defined({ kind, ...read });
}

const whyUnknown = ({ notes }) =>
  /^pricing API: ([\d.]+) per compute second/.test(notes ?? '')
    ? 'it is billed by compute seconds, which depend on how long the run takes'
    : 'no price of this endpoint was seen';
