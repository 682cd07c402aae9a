export interface AddOrder {
  endpointId: string;
  /** Default: from the endpoint id. */
  alias?: string | undefined;
  /** The text of the endpoint's OpenAPI document; without it the catalog's snapshot is read. */
  openapi?: string | undefined;
  /** `2026-11-21`: when the document is read. */
  today: string;
  /** The document came from a simulator. */
  simulated?: boolean;
}
