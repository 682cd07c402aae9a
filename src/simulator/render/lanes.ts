/** Lets a few pieces of work run at once; the others wait for their turn. */
export class Lanes {
  readonly #most: number;
  readonly #waiting: (() => void)[] = [];
  #atWork = 0;

  constructor(most: number) {
    this.#most = most;
  }

  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#atWork >= this.#most) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#atWork += 1;
    try {
      return await work();
    } finally {
      this.#atWork -= 1;
      this.#waiting.shift()?.();
    }
  }
}
