/** Takes a stream of pieces of any size apart into pieces of wished sizes. */
export class ByteReader {
  readonly #source: AsyncIterator<Buffer>;
  #held: Buffer[] = [];
  #size = 0;

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** Exactly so many bytes; what is left, when the stream ends before. */
  async read(count: number): Promise<Buffer> {
    while (this.#size < count) {
      const next = await this.#source.next();
      if (next.done === true) break;
      this.#held.push(next.value);
      this.#size += next.value.length;
    }
    const [only] = this.#held;
    const all = only && this.#held.length === 1 ? only : Buffer.concat(this.#held);
    const rest = all.subarray(count);
    this.#held = [rest];
    this.#size = rest.length;
    return all.subarray(0, count);
  }

  /** Gives the source back, read to its end or not. */
  async close(): Promise<void> {
    await this.#source.return?.();
  }
}
