import { askForFrame } from "#drivers/ask-for-frame.ts";
import type { ByteStream } from "#drivers/byte-stream.ts";
import { HalfDuplex } from "#drivers/half-duplex.ts";
import { LineError } from "#drivers/line-error.ts";
import { encodeDlt645, searchDlt645 } from "./dlt645-frame.ts";
import {
  answerIn,
  type Dlt645Answer,
  type Dlt645Edition,
  type Dlt645Question,
  questionFrame,
} from "./dlt645-question.ts";

/** Between two frames the line is silent for so long, DL/T 645-2007 section 5.2 (Td 20 ms). */
const GAP_MS = 20;
/** The longest answer and its FEs are under way for so many characters. */
const FRAME_CHARACTERS = 216;
/** Data that never end are given up. */
const PARTS_AT_MOST = 255;

/** A DL/T 645 master on one line, for meters of one edition. */
export class Dlt645Link {
  readonly edition: Dlt645Edition;
  readonly #line: HalfDuplex;
  readonly #timeoutMs: number;
  readonly #frameMs: number;

  constructor(
    stream: ByteStream,
    { edition, timeoutMs }: { readonly edition: Dlt645Edition; readonly timeoutMs: number },
  ) {
    this.edition = edition;
    this.#line = new HalfDuplex(stream, { timeoutMs, answers: "unnumbered", gapMs: GAP_MS });
    this.#timeoutMs = timeoutMs;
    this.#frameMs = Math.ceil(FRAME_CHARACTERS * stream.characterMs);
  }

  /** So long as a scan waits, or as long as the line does where that is shorter. */
  waitOf(scanMs: number): number {
    return Math.min(scanMs, this.#timeoutMs + this.#frameMs);
  }

  /** One answer, or its first part. Throws a LineError when there is none, or the meter refuses. */
  ask(
    address: string,
    question: Dlt645Question,
    timeoutMs = this.#timeoutMs + this.#frameMs,
  ): Promise<Dlt645Answer> {
    const { edition } = this;
    return askForFrame(this.#line, {
      bytes: encodeDlt645(questionFrame(edition, address, question)),
      search: searchDlt645,
      answerIn: (frame) => answerIn(frame, { edition, address }, question),
      timeoutMs,
    });
  }

  /** The data of an identifier, all parts of them put together. */
  async data(address: string, identifier: string, patienceMs?: number): Promise<Buffer> {
    const waitMs = patienceMs && patienceMs + this.#frameMs;
    const first = await this.ask(address, { kind: "read", identifier }, waitMs);
    const parts = [first.data];
    let { moreFollow } = first;
    for (let part = 1; moreFollow; part += 1) {
      if (part > PARTS_AT_MOST)
        throw new LineError("wrong-answer", "the data of a meter never end");
      const next = await this.ask(address, { kind: "read-more", identifier, part });
      parts.push(next.data);
      moreFollow = next.moreFollow;
    }
    return Buffer.concat(parts);
  }
}
