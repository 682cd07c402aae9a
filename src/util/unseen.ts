/**
 * What a text may carry and nobody sees: codes for terminals, characters without a shape, and those that change
 * the direction of others. Every pattern here looks at each character a few times at most, however hostile the text.
 */
export function withoutUnseen(text: string): string {
  return text.replaceAll(TERMINAL_CODE, '').replaceAll(UNSEEN, '');
}

// Colours and cursors (CSI); titles, links and other strings (OSC, DCS, SOS, PM, APC) up to their end. A string that
// never ends, not soon, or not before another begins loses its beginning alone: what follows may be honest text.
const TERMINAL_CODE =
  // eslint-disable-next-line no-control-regex
  /(?:\u001b\[|\u009b)[0-?]{0,64}[ -/]{0,16}[@-~]|(?:\u001b[\]PX^_]|[\u0090\u0098\u009d-\u009f])(?:[^\u0007\u001b\u0090\u0098\u009c-\u009f]{0,2048}(?:\u0007|\u001b\\|\u009c))?/g;

/** Scripts that write some words with a joiner or a non-joiner between two letters (Unicode, UAX 31). */
const JOINING =
  'Arabic Syriac Nko Devanagari Bengali Gurmukhi Gujarati Oriya Tamil Telugu Kannada Malayalam Sinhala Khmer Myanmar'
    .split(' ')
    .map((script) => String.raw`\p{Script=${script}}`)
    .join('');

/** What has a use where it stands: joiners inside an emoji or a word, and the one selector behind its character. */
const IN_USE = [
  String.raw`[\t\n]`,
  String.raw`(?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f])\u200d(?=\p{Extended_Pictographic})`,
  String.raw`(?<=[${JOINING}])[\u200c\u200d](?=[${JOINING}])`,
  String.raw`(?<=[\p{Extended_Pictographic}\p{Script=Han}])[\ufe00-\ufe0f]`,
  String.raw`(?<=[0-9#*])\ufe0f(?=\u20e3)`,
  String.raw`(?<=\p{Script=Han})[\u{e0100}-\u{e01ef}]`,
  String.raw`(?<=\p{Script=Mongolian})[\u180b-\u180d\u180f]`,
].join('|');

/**
 * Controls, halves of surrogate pairs, all that Unicode wants shown as nothing (soft hyphens, zero widths, directions,
 * tags, selectors, fillers), line separators and annotations.
 */
const UNSEEN = new RegExp(
  String.raw`(?!${IN_USE})[\p{Cc}\p{Cs}\p{Default_Ignorable_Code_Point}\u2028\u2029\ufff9-\ufffb]`,
  'gu',
);
