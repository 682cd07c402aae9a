/**
 * Whether a text has the form of an endpoint id: `owner/app` and further segments. An owner has no dot, so
 * that a host never passes for one; a segment is never `..`, so that the path stays below the queue's host.
 */
export function isEndpointId(text: string): boolean {
  return (
    text.length <= 200 && /^[a-z0-9][a-z0-9_-]*(?:\/[a-z0-9][a-z0-9_-]*(?:\.[a-z0-9_-]+)*)+$/i.test(text)
  );
}
