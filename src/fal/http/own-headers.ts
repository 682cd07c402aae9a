import { version } from '../../util/version.ts';

export const USER_AGENT = `fal-video/${version}`;

/** With what every request says: who asks, and that answers come as they are, since nothing here unpacks. */
export function withOurs(headers: Record<string, string>): Record<string, string> {
  return { ...headers, 'accept-encoding': 'identity', 'user-agent': USER_AGENT };
}
