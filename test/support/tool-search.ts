import type { Tool } from '../../src/server/define-tool.ts';

/** How much a word that comes often counts, and how much the length of a text: the usual values of BM25. */
const [K1, B] = [1.2, 0.75];

/**
 * Finds tools by the words of a question, as clients do that load a tool only once it is asked for: BM25 over name, title,
 * description and parameters. It knows no word but those that are written, so it is stricter than those that stem.
 */
export function searchTools(question: string, tools: readonly Tool[]): string[] {
  const documents = tools.map((tool) => ({ name: tool.name, words: wordsOf(textOf(tool)) }));
  const usual = documents.reduce((sum, { words }) => sum + words.length, 0) / documents.length;
  const asked = new Set(wordsOf(question));
  const scored = documents.map(({ name, words }) => {
    const score = [...asked].reduce((sum, word) => {
      const having = documents.filter((each) => each.words.includes(word)).length;
      const rarity = Math.log(1 + (documents.length - having + 0.5) / (having + 0.5));
      const count = words.filter((each) => each === word).length;
      return sum + (rarity * count * (K1 + 1)) / (count + K1 * (1 - B + (B * words.length) / usual));
    }, 0);
    return { name, score };
  });
  return scored
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score)
    .map(({ name }) => name);
}

const textOf = ({ name, title, description, input }: Tool) =>
  [name, title, description, ...Object.keys(input.shape)].join(' ');

const wordsOf = (text: string) =>
  (text.toLowerCase().match(/[a-z0-9]+/g) ?? []).filter((word) => !STOPWORDS.has(word));

const STOPWORDS = new Set(
  'a an and are as at be by can did do does for from had has have how i in is it its me my of on or out that the their them there these they this those to was were what when where which who why will with would you your'.split(
    ' ',
  ),
);
