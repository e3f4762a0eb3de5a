import { askForFrame } from "#drivers/ask-for-frame.ts";
import type { ByteStream } from "#drivers/byte-stream.ts";
import { HalfDuplex } from "#drivers/half-duplex.ts";
import { LineError } from "#drivers/line-error.ts";
import { encodeMbusFrame, type MbusFrame, searchAcknowledge, searchMbus } from "./mbus-frame.ts";
import { decodeTelegram, type MbusTelegram } from "./mbus-telegram.ts";
import { type SecondaryAddress, isSelected, secondaryBytes } from "./secondary-address.ts";

/** Primary address 253: whoever was selected by its secondary address. */
export const SELECTED = 0xfd;

const RESET = 0x40;
const SEND_DATA = 0x53;
const REQUEST_DATA = 0x5b;
const FRAME_COUNT_BIT = 0x20;
const SELECT = 0x52;
/** The lower half of the control field of an answer with data. */
const RESPONSE_DATA = 0x08;
/** The bus needs 11 bit times of silence after an answer; kept generously, EN 13757-2. */
const SILENT_CHARACTERS = 3.5;
/** The longest frame: it is under way for so many characters. */
const FRAME_CHARACTERS = 261;
/** A meter whose data never end is given up. */
const TELEGRAMS_AT_MOST = 32;

/** An M-Bus master on one line. */
export class MbusLink {
  readonly #line: HalfDuplex;
  readonly #timeoutMs: number;
  readonly #frameMs: number;

  constructor(stream: ByteStream, { timeoutMs }: { readonly timeoutMs: number }) {
    this.#line = new HalfDuplex(stream, {
      timeoutMs,
      answers: "unnumbered",
      gapMs: Math.ceil(SILENT_CHARACTERS * stream.characterMs),
    });
    this.#timeoutMs = timeoutMs;
    this.#frameMs = Math.ceil(FRAME_CHARACTERS * stream.characterMs);
  }

  /** So long as a scan waits, or as long as the line does where that is shorter. */
  waitOf(scanMs: number): number {
    return Math.min(scanMs, this.#timeoutMs);
  }

  /**
   * Resets the link of a meter: its next answer is its first telegram. Throws a LineError of the
   * kind no-answer when nobody acknowledges.
   */
  async reset(address: number, timeoutMs = this.#timeoutMs): Promise<void> {
    await this.#acknowledged({ kind: "short", control: RESET, address }, timeoutMs);
  }

  /**
   * Selects the meters that fit; they answer to the address SELECTED from now on, all others do
   * not. Throws a LineError of the kind no-answer when none fits.
   */
  async select(secondary: SecondaryAddress, timeoutMs = this.#timeoutMs): Promise<void> {
    await this.#acknowledged(
      {
        kind: "long",
        control: SEND_DATA,
        address: SELECTED,
        information: SELECT,
        data: secondaryBytes(secondary),
      },
      timeoutMs,
    );
  }

  /**
   * All telegrams of a meter, whose link was just reset or which was just selected. Throws a
   * LineError when it cannot be read or another one answers.
   */
  async telegrams(
    address: number,
    secondary: SecondaryAddress | undefined,
  ): Promise<MbusTelegram[]> {
    const telegrams: MbusTelegram[] = [];
    // Each change of the bit asks for what comes next, the same bit for the same once more.
    let frameCountBit = FRAME_COUNT_BIT;
    for (let n = 0; n < TELEGRAMS_AT_MOST; n += 1) {
      const control = REQUEST_DATA | frameCountBit;
      const telegram = await this.#data({ kind: "short", control, address }, secondary);
      telegrams.push(telegram);
      if (telegram.kind === "fixed" || !telegram.moreFollow) return telegrams;
      frameCountBit ^= FRAME_COUNT_BIT;
    }
    throw new LineError("wrong-answer", `more than ${TELEGRAMS_AT_MOST} telegrams of one meter`);
  }

  async #acknowledged(frame: MbusFrame, timeoutMs: number): Promise<void> {
    const bytes = encodeMbusFrame(frame);
    await askForFrame(this.#line, {
      bytes,
      search: (received) => searchAcknowledge(withoutEcho(received, bytes)),
      answerIn: () => true,
      timeoutMs,
    });
  }

  #data(request: MbusFrame, secondary: SecondaryAddress | undefined): Promise<MbusTelegram> {
    return askForFrame(this.#line, {
      bytes: encodeMbusFrame(request),
      search: searchMbus,
      answerIn: (frame) => {
        if (frame.kind !== "long" || (frame.control & 0x0f) !== RESPONSE_DATA) {
          throw new LineError("wrong-answer", "the answer is to another question");
        }
        const asked = request.kind === "short" ? request.address : SELECTED;
        if (asked !== SELECTED && frame.address !== asked) {
          throw new LineError("wrong-unit", `the meter at ${frame.address} answered`);
        }
        const telegram = decodeTelegram(frame);
        if (secondary !== undefined) assertSelected(telegram, secondary);
        return telegram;
      },
      timeoutMs: this.#timeoutMs + this.#frameMs,
    });
  }
}

/** The select frame may hold the byte of an acknowledgement. */
function withoutEcho(received: Buffer, sent: Buffer): Buffer {
  const isEcho = received.subarray(0, sent.length).equals(sent.subarray(0, received.length));
  return isEcho ? received.subarray(sent.length) : received;
}

function assertSelected(telegram: MbusTelegram, secondary: SecondaryAddress): void {
  // The fixed structure and short headers tell no whole address; the selection alone holds there.
  if (telegram.kind === "fixed" || !telegram.device) return;
  if (isSelected(secondary, telegram.device)) return;
  throw new LineError("wrong-unit", `meter ${telegram.device.identification} answered`);
}
