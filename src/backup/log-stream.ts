import { Client, type Connection, type Submittable } from "pg";
import { positionText } from "./log-line.ts";

/** Of a message with log: its letter, where it begins, where the server is, the time there. */
const DATA_HEADER_BYTES = 25;
const FROM_AT = 1;
/** A keep-alive: its letter, position, time, and whether an answer is wanted. */
const ANSWER_WANTED_AT = 17;
const STATUS_BYTES = 34;
const COPY_HEADER_BYTES = 5;
/** Beyond it the server waits: what has come is written first. */
const BUFFERED_AT_MOST = 16 * 1024 * 1024;

/** A connection that speaks the replication protocol, whose words are written large. */
export async function connectReplication(url: string): Promise<Client> {
  const client = new Client({
    connectionString: url,
    ...({ replication: "database" } satisfies { replication: string }),
  });
  // Told to whoever waits for what is under way.
  client.on("error", () => {});
  await client.connect();
  return client;
}

/** What has come of the log since it was last taken. */
export interface ReceivedLog {
  readonly from: bigint;
  readonly to: bigint;
  readonly bytes: readonly Buffer[];
}

/** Receives the server's log from a position on as it is written there, until the connection ends. */
export class LogStream implements Submittable {
  /** Rejects when the stream breaks. */
  readonly broken: Promise<never>;
  readonly #slot: string;
  #fail: (error: Error) => void = () => {};
  #filled: () => void = () => {};
  #connection: Connection | undefined;
  #bytes: Buffer[] = [];
  #from: bigint;
  #to: bigint;
  /** What is safe here up to now. */
  #kept: bigint;

  constructor(slot: string, from: bigint) {
    this.#slot = slot;
    this.#from = from;
    this.#to = from;
    this.#kept = from;
    this.broken = new Promise((_, reject) => (this.#fail = reject));
    this.broken.catch(() => {});
  }

  submit(connection: Connection): void {
    this.#connection = connection;
    connection.once("end", () => this.#fail(new Error("the server ended the stream of its log")));
    const from = positionText(this.#from);
    connection.query(`START_REPLICATION SLOT ${this.#slot} PHYSICAL ${from}`);
  }

  /** Called by the client for every message. */
  handleCopyData({ chunk }: { readonly chunk: Buffer }): void {
    if (chunk[0] === 0x77) this.#take(chunk);
    else if (chunk[ANSWER_WANTED_AT] === 1) this.tell();
  }

  handleError(error: Error): void {
    this.#fail(error);
  }

  handleCommandComplete(): void {}

  handleReadyForQuery(): void {
    this.#fail(new Error("the server ended the stream of its log"));
  }

  #take(message: Buffer): void {
    const from = message.readBigUInt64BE(FROM_AT);
    if (from !== this.#to) {
      this.#fail(new Error(`the log goes on at ${from} instead of ${this.#to}`));
      return;
    }
    // The message's memory is used again for the next.
    this.#bytes.push(Buffer.from(message.subarray(DATA_HEADER_BYTES)));
    this.#to += BigInt(message.length - DATA_HEADER_BYTES);
    if (!this.#isFull()) return;
    this.#connection?.stream.pause();
    this.#filled();
  }

  #isFull(): boolean {
    return this.#to - this.#from > BUFFERED_AT_MOST;
  }

  /** Resolves when so much has come that the server waits for it to be taken. */
  full(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#isFull()) resolve();
      else this.#filled = resolve;
    });
  }

  /** Up to where all has been taken and is safe. */
  get reached(): bigint {
    return this.#kept;
  }

  /** What has come since the last call; undefined when nothing has. */
  received(): ReceivedLog | undefined {
    if (this.#bytes.length === 0) return undefined;
    const received = { from: this.#from, to: this.#to, bytes: this.#bytes };
    this.#bytes = [];
    this.#from = this.#to;
    this.#connection?.stream.resume();
    return received;
  }

  /** Lets the server forget its log up to a position, for it is safe here. */
  keep(position: bigint): void {
    this.#kept = position;
    this.tell();
  }

  /** Tells the server what is safe: a standby status update, which also says that we live. */
  tell(): void {
    const status = Buffer.alloc(COPY_HEADER_BYTES + STATUS_BYTES);
    status.write("d", 0, "latin1");
    status.writeUInt32BE(4 + STATUS_BYTES, 1);
    status.write("r", COPY_HEADER_BYTES, "latin1");
    for (const at of [1, 9, 17]) status.writeBigUInt64BE(this.#kept, COPY_HEADER_BYTES + at);
    this.#connection?.stream.write(status);
  }
}
