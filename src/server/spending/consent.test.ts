import { describe, expect, it } from 'vitest';
import { type Attempt, howToSpend, type Priced, withConsent } from './consent.ts';
import type { AskUser } from '../define-tool.ts';

const PRICED: Priced = { quote_id: 'q_1', question: 'It may cost $2. Spend it?', refusal: null };

/** Spending that needs a quote unless it is cheap, and remembers with which quote it was done. */
function spending({ cheap = false, refusal = null as string | null } = {}) {
  const done: (string | undefined)[] = [];
  const attempt = (quoteId?: string): Promise<Attempt<string, Priced>> => {
    if (!cheap && quoteId === undefined) return Promise.resolve({ priced: { ...PRICED, refusal } });
    done.push(quoteId);
    return Promise.resolve({ done: 'job' });
  };
  return { done, attempt };
}

function user(agrees: boolean, answered: AskUser['answered'] = null) {
  const asked: string[] = [];
  return {
    asked,
    answered,
    ask: ({ question }: { question: string }) => {
      asked.push(question);
      return Promise.resolve(agrees);
    },
  };
}

const consent = (person: AskUser | undefined, { attempt }: ReturnType<typeof spending>) =>
  withConsent({ user: person }, 'run_experiment', attempt);

describe('consent', () => {
  it('is not asked for what is cheap enough', async () => {
    const person = user(false);
    expect(await consent(person, spending({ cheap: true }))).toEqual({ done: 'job' });
    expect(person.asked).toEqual([]);
  });

  it('is worth the quote that was asked about', async () => {
    const work = spending();
    const person = user(true);
    expect(await consent(person, work)).toEqual({ done: 'job' });
    expect({ done: work.done, asked: person.asked }).toEqual({ done: ['q_1'], asked: [PRICED.question] });
  });

  it('that does not come ends the call, and says what was asked and how it can be', async () => {
    const work = spending();
    await expect(consent(user(false), work)).rejects.toMatchObject({
      code: 'NO_CONSENT',
      message: expect.stringMatching(/"It may cost \$2\. Spend it\?".*declined or could not be shown/),
      next: expect.stringContaining('the same run_experiment call with "quote_id":"q_1"'),
      retrySafe: true,
    });
    expect(work.done).toEqual([]);
  });

  it('given in an earlier round is used, and nothing is asked again', async () => {
    const work = spending();
    const person = user(false, { quote_id: 'q_0', question: 'Spend it?', agreed: true });
    expect(await consent(person, work)).toEqual({ done: 'job' });
    expect({ done: work.done, asked: person.asked }).toEqual({ done: ['q_0'], asked: [] });
  });

  it('refused in an earlier round holds, even when the price has become low enough meanwhile', async () => {
    const work = spending({ cheap: true });
    const person = user(true, { quote_id: 'q_0', question: 'Spend it?', agreed: false });
    await expect(consent(person, work)).rejects.toMatchObject({ code: 'NO_CONSENT' });
    expect({ done: work.done, asked: person.asked }).toEqual({ done: [], asked: [] });
  });

  it('is not asked for what a cap refuses, nor where nobody can be asked', async () => {
    const person = user(true);
    const refused = { ...PRICED, refusal: 'It would be refused.' };
    expect(await consent(person, spending({ refusal: refused.refusal }))).toEqual({ priced: refused });
    expect(person.asked).toEqual([]);
    expect(await consent(undefined, spending())).toEqual({ priced: PRICED });
    expect(howToSpend('run_experiment', PRICED)).toContain('call with "quote_id":"q_1"');
    expect(howToSpend('run_experiment', refused)).toBe('Nothing was sent. It would be refused.');
  });

  it('does not hide another failure', async () => {
    const attempt = () => Promise.reject(new Error('disk full'));
    await expect(withConsent({ user: user(true) }, 'x', attempt)).rejects.toThrow('disk full');
  });
});
