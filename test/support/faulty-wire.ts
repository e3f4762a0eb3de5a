import type { WireDevice } from "#simulator/wire-gateway.ts";
import { SeededBytes } from "./mutated-frames.ts";

/** What can happen to an answer on its way: the table of faults seen in the field. */
export const WIRE_FAULTS = [
  "none",
  "noise-before",
  "noise-after",
  "noise-alone",
  "echo",
  "cut",
  "one-bit",
  "one-byte",
  "late",
  "twice",
  "foreign",
  "bytewise",
  "silent",
  "hang-up",
] as const;
export type WireFault = (typeof WIRE_FAULTS)[number];

/** A way on which bytes go: a socket, or a pseudo-terminal. */
export interface FaultyPeer {
  on(event: "data", listener: (bytes: Buffer) => void): unknown;
  write(bytes: Buffer): unknown;
  /** Closes the connection; nothing where there is none. */
  hangUp(): void;
  readonly isOpen: boolean;
}

export interface FaultyWireOptions {
  readonly device: WireDevice;
  readonly seed: number;
  /** A late answer comes so long after its question. */
  readonly lateMs: number;
  readonly faults: readonly WireFault[];
  /** A well-formed answer of another meter, or to another question. */
  readonly foreign: () => Buffer;
}

const NOISE_BYTES_AT_MOST = 32;

/** Lets a device answer on any number of peers, each answer with a fault drawn from the list. */
export class FaultyWire {
  readonly #options: FaultyWireOptions;
  readonly #draw: SeededBytes;
  /** How often each fault happened. */
  readonly happened = new Map<WireFault, number>();

  constructor(options: FaultyWireOptions) {
    this.#options = options;
    this.#draw = new SeededBytes(options.seed);
  }

  serve(peer: FaultyPeer): void {
    let received: Buffer = Buffer.alloc(0);
    peer.on("data", (bytes) => {
      const all = Buffer.concat([received, bytes]);
      const { answers, heard } = this.#options.device.hear(all);
      received = all.subarray(heard);
      for (const answer of answers) this.#answer(peer, answer, all.subarray(0, heard));
    });
  }

  #answer(peer: FaultyPeer, answer: Buffer, question: Buffer): void {
    const { faults, lateMs, foreign } = this.#options;
    const fault = faults[this.#draw.below(faults.length)] ?? "none";
    this.happened.set(fault, (this.happened.get(fault) ?? 0) + 1);
    const say = (...parts: readonly Buffer[]) => {
      if (peer.isOpen) peer.write(Buffer.concat(parts));
    };
    switch (fault) {
      case "none":
        return say(answer);
      case "noise-before":
        return say(this.#noise(), answer);
      case "noise-after":
        return say(answer, this.#noise());
      case "noise-alone":
        return say(this.#noise());
      case "echo":
        return say(question, answer);
      case "cut":
        return say(answer.subarray(0, this.#draw.below(answer.length)));
      case "one-bit":
        return say(this.#changed(answer, 1 << this.#draw.below(8)));
      case "one-byte":
        return say(this.#changed(answer, 1 + this.#draw.below(255)));
      case "late":
        setTimeout(() => say(answer), lateMs);
        return undefined;
      case "twice":
        return say(answer, answer);
      case "foreign":
        return say(foreign());
      case "bytewise":
        for (const byte of answer) say(Buffer.of(byte));
        return undefined;
      case "silent":
        return undefined;
      case "hang-up":
        return peer.hangUp();
    }
  }

  #noise(): Buffer {
    const bytes = 1 + this.#draw.below(NOISE_BYTES_AT_MOST);
    return Buffer.from(Array.from({ length: bytes }, () => this.#draw.below(256)));
  }

  #changed(answer: Buffer, mask: number): Buffer {
    const wrong = Buffer.from(answer);
    const at = this.#draw.below(wrong.length);
    wrong[at] = (wrong[at] ?? 0) ^ mask;
    return wrong;
  }
}
