import { inputError } from '../errors.ts';
import { isPrivateHost } from '../util/private-host.ts';

/**
 * A URL that fal is to read an input from. fal-video never opens it; private and local addresses are
 * refused all the same, since they can only be a mistake or an attempt to reach what fal can reach.
 */
export function inputUrl(given: string): string {
  let url: URL;
  try {
    url = new URL(given);
  } catch {
    throw refused(given, 'It is not a URL');
  }
  if (url.protocol !== 'https:') throw refused(given, 'Only https is taken');
  if (url.username !== '' || url.password !== '') throw refused(given, 'It carries a user name or password');
  if (isPrivateHost(url.hostname)) throw refused(given, 'Its host is local or private');
  return url.href;
}

function refused(given: string, what: string) {
  return inputError({
    code: 'BAD_INPUT_URL',
    message: `The input URL cannot be used: ${given.slice(0, 200)}. ${what}.`,
    next: 'Give a public https URL, or a file of the project.',
  });
}
