import { withoutUnseen } from './unseen.ts';

/**
 * A file name as the most forgiving file system reads it: without regard to case, to how a letter is composed, to
 * characters that nobody sees, and to stops and blanks at the end. Names that fold alike may be one file somewhere.
 */
export const foldedName = (name: string): string =>
  withoutUnseen(name.normalize('NFKC'))
    .toLowerCase()
    .normalize('NFC')
    .replace(/[. ]{1,255}$/, '');
