import { setImmediate as nextTurn } from "node:timers/promises";
import type { HalfDuplex, TakeAnswer } from "#drivers/half-duplex.ts";
import { LineError } from "#drivers/line-error.ts";
import { MBAP_BYTES, ModbusExceptionError, takeTcpAnswer, tcpFrame } from "./modbus-frame.ts";

/** One question to one unit. */
export interface UnitQuestion<Answer> {
  readonly unitAddress: number;
  readonly pdu: Buffer;
  /** Throws a ModbusExceptionError for a refusal, a LineError for what answers something else. */
  readonly decode: (pdu: Buffer) => Answer;
  /** Of the line where undefined. */
  readonly timeoutMs: number | undefined;
}

export interface QuestionsTogetherOptions {
  /** How many may be under way at once. */
  readonly atMost: number;
  /** Of the line: each question is waited for as long since the last answer. */
  readonly timeoutMs: number;
  /** The first of so many transaction numbers in a row, none of which is under way. */
  readonly numbers: (count: number) => number;
}

interface Waiting {
  readonly question: UnitQuestion<unknown>;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: unknown) => void;
}

type Outcome = { readonly answer: unknown } | { readonly error: ModbusExceptionError };

/**
 * Several questions under way at once on a Modbus TCP connection, told apart by their transaction
 * numbers: Modbus messaging on TCP/IP V1.0b, section 4.4.1, where a server takes 1 to 16. Those who
 * ask within one turn of the event loop ask together, and are answered together: an answer is kept
 * back until each of its company has one. If one is missing, comes twice, or is another unit's, none
 * of the company counts: a gateway that mixes up its clients' numbers is so found out before a value
 * of one meter stands under another. Of one unit only one question is in a company, so that the unit
 * tells the answers apart even where the number lies.
 */
export class QuestionsTogether {
  readonly #line: HalfDuplex;
  readonly #options: QuestionsTogetherOptions;
  #waiting: Waiting[] = [];
  #isRunning = false;

  constructor(line: HalfDuplex, options: QuestionsTogetherOptions) {
    this.#line = line;
    this.#options = options;
  }

  /**
   * Waits for its turn and for its company's answers. Rejects with a ModbusExceptionError when its
   * own unit refuses, with the same LineError as its whole company when anything else is wrong.
   */
  ask<Answer>(question: UnitQuestion<Answer>): Promise<Answer> {
    return new Promise<Answer>((resolve, reject) => {
      // The answer is what `decode` of the same question returned.
      this.#waiting.push({ question, resolve: resolve as (answer: unknown) => void, reject });
      if (!this.#isRunning) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    while (this.#waiting.length > 0) {
      // Who has just been answered asks the next question in the same turn.
      await nextTurn();
      await this.#exchange(this.#nextCompany());
    }
    this.#isRunning = false;
  }

  #nextCompany(): Waiting[] {
    const company: Waiting[] = [];
    const later: Waiting[] = [];
    const units = new Set<number>();
    for (const waiting of this.#waiting) {
      const { unitAddress } = waiting.question;
      const fits = company.length < this.#options.atMost && !units.has(unitAddress);
      (fits ? company : later).push(waiting);
      units.add(unitAddress);
    }
    this.#waiting = later;
    return company;
  }

  async #exchange(company: readonly Waiting[]): Promise<void> {
    const { numbers, timeoutMs } = this.#options;
    const questions = company.map(({ question }) => question);
    const firstNumber = numbers(questions.length);
    const frames = questions.map(({ unitAddress, pdu }, n) =>
      tcpFrame((firstNumber + n) & 0xffff, unitAddress, pdu),
    );
    const patienceMs = Math.max(...questions.map((question) => question.timeoutMs ?? timeoutMs));
    const take = takeAll(questions, firstNumber);
    try {
      const outcomes = await this.#line.ask(Buffer.concat(frames), take, patienceMs);
      for (const [n, { resolve, reject }] of company.entries()) {
        const outcome = outcomes[n];
        if (outcome && "answer" in outcome) resolve(outcome.answer);
        else reject(outcome?.error);
      }
    } catch (error) {
      for (const { reject } of company) reject(error);
    }
  }
}

/** Takes answers in any order, until each question has its own. */
function takeAll(
  questions: readonly UnitQuestion<unknown>[],
  firstNumber: number,
): TakeAnswer<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  let missing = questions.length;
  return (received) => {
    if (received.length < MBAP_BYTES) return undefined;
    const number = received.readUInt16BE(0);
    const n = (number - firstNumber) & 0xffff;
    const question = questions[n];
    const transactionId = question ? number : firstNumber;
    const taken = takeTcpAnswer(received, {
      transactionId,
      unitAddress: question?.unitAddress ?? 0,
    });
    if (!taken || "drop" in taken) return taken;
    if (!question) throw new RangeError("an answer without a question is dropped");
    if (outcomes[n]) throw new LineError("wrong-answer", "one question was answered twice");
    outcomes[n] = outcomeOf(question, taken.answer);
    missing -= 1;
    if (missing === 0) return { answer: outcomes };
    return { drop: MBAP_BYTES + taken.answer.length, isPart: true };
  };
}

function outcomeOf({ decode }: UnitQuestion<unknown>, pdu: Buffer): Outcome {
  try {
    return { answer: decode(pdu) };
  } catch (error) {
    if (error instanceof ModbusExceptionError) return { error };
    throw error;
  }
}
