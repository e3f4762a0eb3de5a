/** Hears every byte that passes on a line, in the order in which they pass; the bytes are lent. */
export type WireTap = (direction: "sent" | "received", bytes: Uint8Array) => void;

/**
 * A way on which bytes go to meters and come back: a serial port, or a connection to a serial server.
 * It knows nothing of frames; whoever uses it asks one thing at a time.
 */
export interface ByteStream {
  readonly isOpen: boolean;
  /**
   * Opens it when it is not. Throws a LineError of the kind not-connected, within the time-out of
   * the line.
   */
  open(): Promise<void>;
  write(bytes: Uint8Array): void;
  /** Closes it; the next `open` opens it anew. `onClosed` is not called. */
  close(): void;
  /**
   * Told of what comes; bytes that come while it is undefined are late or unasked for: discarded.
   * The bytes are lent for the call: they are filled anew after it.
   */
  onBytes: ((bytes: Buffer) => void) | undefined;
  /** Told when the other end, or the machine, closed it. */
  onClosed: (() => void) | undefined;
  tap: WireTap | undefined;
  /**
   * An answer may still come: before the next question the wire must be silent for so long, in ms; 0
   * when none may. Set by whoever asks: protocols that share a wire share its silence.
   */
  silenceDueMs: number;
  /** How long one character takes on the wire behind it, in ms. */
  readonly characterMs: number;
}
