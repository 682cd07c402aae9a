import { describe, expect, it } from 'vitest';
import { budgetError } from '../errors.ts';
import { notSpent, type Priced, withConsent } from './consent.ts';
import type { AskUser } from './define-tool.ts';

const PRICED: Priced = { quote_id: 'q_1', question: 'It may cost $2. Spend it?', refusal: null };

/** Spending that needs a quote unless it is cheap, and says what was done. */
function spending({ cheap = false, refusal = null as string | null } = {}) {
  const done: (string | undefined)[] = [];
  return {
    done,
    run: (quoteId?: string) => {
      if (!cheap && quoteId === undefined) {
        return Promise.reject(budgetError({ code: 'QUOTE_NEEDED', message: 'Dear.' }));
      }
      done.push(quoteId);
      return Promise.resolve('job');
    },
    price: () => Promise.resolve({ ...PRICED, refusal }),
  };
}

const user = (agrees: boolean, answered: AskUser['answered'] = null) => {
  const asked: string[] = [];
  return {
    asked,
    answered,
    ask: ({ message }: { message: string }) => {
      asked.push(message);
      return Promise.resolve(agrees);
    },
  };
};

describe('consent', () => {
  it('is not asked for what is cheap enough', async () => {
    const work = spending({ cheap: true });
    const person = user(false);
    expect(await withConsent({ user: person }, work)).toEqual({ done: 'job' });
    expect(person.asked).toEqual([]);
  });

  it('is worth the quote that was asked about', async () => {
    const work = spending();
    expect(await withConsent({ user: user(true) }, work)).toEqual({ done: 'job' });
    expect(work.done).toEqual(['q_1']);
  });

  it('given in an earlier round is used, and nothing is asked or priced again', async () => {
    const work = spending();
    const person = user(false, { quote_id: 'q_0', agreed: true });
    expect(await withConsent({ user: person }, work)).toEqual({ done: 'job' });
    expect(work.done).toEqual(['q_0']);
  });

  it('refused in an earlier round holds, even when the price has become low enough meanwhile', async () => {
    const work = spending({ cheap: true });
    const person = user(true, { quote_id: 'q_0', agreed: false });
    expect(await withConsent({ user: person }, work)).toEqual({ priced: PRICED, asked: true });
    expect({ done: work.done, asked: person.asked }).toEqual({ done: [], asked: [] });
  });

  it('is not asked for what a cap refuses, nor where nobody can be asked', async () => {
    const work = spending({ refusal: 'It would be refused.' });
    const person = user(true);
    expect(await withConsent({ user: person }, work)).toMatchObject({ asked: false });
    expect(person.asked).toEqual([]);
    expect(await withConsent({ user: undefined }, spending())).toEqual({ priced: PRICED, asked: false });
  });

  it('does not hide another failure', async () => {
    const work = { ...spending(), run: () => Promise.reject(new Error('disk full')) };
    await expect(withConsent({ user: user(true) }, work)).rejects.toThrow('disk full');
  });

  it('that did not come is told apart from a question that was never put', () => {
    expect(notSpent('run_experiment', PRICED, true)).toMatch(
      /declined or could not be shown.*"quote_id":"q_1"/,
    );
    expect(notSpent('run_experiment', PRICED, false)).toMatch(/Once the user has seen.*run_experiment/);
    expect(notSpent('run_experiment', { ...PRICED, refusal: 'Above the cap.' }, false)).toBe(
      'Nothing was sent. Above the cap.',
    );
  });
});
