/** Takes turns with some, so many at once: whoever had fewer comes first, and nobody twice at once. */
export class Turns {
  readonly #atOnce: number;
  readonly #take: (id: number) => Promise<void>;
  readonly #on = new Map<number, Promise<void>>();
  readonly #had = new Map<number, number>();
  readonly #broken = new Set<number>();
  /** What turns ended with that broke; whose turn it was has no other. */
  readonly faults: unknown[] = [];

  constructor({
    atOnce,
    take,
  }: {
    readonly atOnce: number;
    readonly take: (id: number) => Promise<void>;
  }) {
    this.#atOnce = atOnce;
    this.#take = take;
  }

  get isAnyOn(): boolean {
    return this.#on.size > 0;
  }

  /** Begins with as many of those that wait as there is room for. */
  begin(waiting: readonly number[]): void {
    const had = (id: number) => this.#had.get(id) ?? 0;
    const free = waiting.filter((id) => !this.#on.has(id) && !this.#broken.has(id));
    const room = this.#atOnce - this.#on.size;
    for (const id of free.toSorted((a, b) => had(a) - had(b)).slice(0, room)) {
      this.#had.set(id, had(id) + 1);
      this.#on.set(id, this.#turnOf(id));
    }
  }

  /** Or when the sleep is over, which is told when it need not go on. */
  async whenOneEnds(sleep: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const waited = new AbortController();
    await Promise.race([...this.#on.values(), sleep(waited.signal)]);
    waited.abort();
  }

  async whenAllHaveEnded(): Promise<void> {
    await Promise.all(this.#on.values());
  }

  async #turnOf(id: number): Promise<void> {
    // Begun only when it stands in the list of those that are on.
    await Promise.resolve();
    try {
      await this.#take(id);
    } catch (error) {
      this.#broken.add(id);
      this.faults.push(error);
    }
    this.#on.delete(id);
  }
}
