import type { Catalog } from '../../src/models/catalog.ts';
import type { Composed } from './compose.ts';

type Sourced = Pick<Catalog, 'sources' | 'under'>;

/** The catalog as it is kept: one endpoint a line, so that a change reads as a change of one endpoint. */
export function asText({ sources, under, definitions, endpoints }: Sourced & Composed): string {
  return [
    `{"sources":${JSON.stringify(sources)},`,
    `"under":${JSON.stringify(under)},`,
    '"definitions":{',
    Object.entries(definitions)
      .map(([name, schema]) => `${JSON.stringify(name)}:${JSON.stringify(schema)}`)
      .join(',\n'),
    '},',
    '"endpoints":[',
    endpoints.map((each) => JSON.stringify(each)).join(',\n'),
    ']}\n',
  ].join('\n');
}
