// A row of the dated list as the project keeps it.
import { readRule } from './rules.mjs';
import { known, strict } from './strict.mjs';

const RELATIONS = {
  'equals unit_price_usd': 'the price',
  'base unit; the page rule applies hidden multipliers': 'a base unit with hidden multipliers',
  'placeholder/base unit: do not multiply by seconds': 'a placeholder',
};

/**
 * One row of `presets/prices.json`. `find` gives another row of the list, `typed` the input of an endpoint as
 * JSON Schema from the client's types. Throws, with the endpoint and the field, for what it cannot read.
 */
export function priceRow(fact, typed, find) {
  const remarks = [];
  const row = { ...fact, typed: typed(fact.endpoint_id), find: (id) => ({ ...find(id), typed: typed(id) }) };
  row.remark = (words) => remarks.includes(words) || remarks.push(words);
  const read = strict(fact, fact.endpoint_id);
  // Said elsewhere: task, family and arguments by the catalog; the rates by the rule.
  for (const name of ['task', 'family', 'arguments', 'unit_price_usd', 'rate_min_usd', 'rate_max_usd'])
    read.take(name);
  read.take('rule');
  const rule = readRule(row);
  const notes = read.maybe('notes');
  const kept = {
    endpoint_id: read.take('endpoint_id'),
    status: read.take('status'),
    unit: read.take('unit'),
    rule,
    source_url: read.take('source_url'),
    as_of: read.take('as_of').replace(/^-$/, 'never'),
    confidence: read.take('confidence'),
    evidence: read.take('evidence'),
    pricing_api: pricingApi(
      read.take('pricing_api_2026_07_28'),
      read.take('pricing_api_relation'),
      fact.endpoint_id,
    ),
    note: [notes, ...remarks].filter(Boolean).map(sentence).join(' '),
  };
  read.done();
  return kept;
}

function pricingApi(answer, relation, endpoint) {
  if (answer === null) return null;
  const { unit_price, billing_unit, ...others } = answer;
  strict(others, `${endpoint}.pricing_api_2026_07_28`).done();
  return {
    unit_price,
    unit: billing_unit,
    as_of: '2026-07-28',
    relation: relation === null ? null : known(RELATIONS, relation, `${endpoint}.pricing_api_relation`),
  };
}

const sentence = (words) => (/[.!?]$/.test(words) ? words : `${words}.`);
