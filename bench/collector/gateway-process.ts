/**
 * A Modbus TCP gateway as a process of its own: every unit has every register, each showing its
 * address. With a baud rate it answers when the wire behind it would have carried both frames.
 */
import { createServer, type Socket } from "node:net";

const baudRate = Number(process.argv[2] ?? 0);
const BITS_A_CHARACTER = 10;
const HEADER_BYTES = 7;
const RTU_EXTRA_BYTES = 3;
const SILENT_CHARACTERS = 3.5;

/** How long the wire carries so many characters, in ms; 0 where there is none. */
function wireMs(characters: number): number {
  return baudRate === 0 ? 0 : (1000 * BITS_A_CHARACTER * characters) / baudRate;
}

function answer(request: Buffer): Buffer {
  const count = request.readUInt16BE(10);
  const address = request.readUInt16BE(8);
  const frame = Buffer.alloc(HEADER_BYTES + 2 + 2 * count);
  request.copy(frame, 0, 0, HEADER_BYTES + 1);
  frame.writeUInt16BE(3 + 2 * count, 4);
  frame.writeUInt8(2 * count, 8);
  for (let n = 0; n < count; n += 1) frame.writeUInt16BE((address + n) & 0xffff, 9 + 2 * n);
  return frame;
}

/** Timers are a millisecond wide: the last one is waited for in turns of the loop. */
function at(dueMs: number, work: () => void): void {
  const leftMs = dueMs - performance.now();
  if (leftMs <= 0) work();
  else if (leftMs > 2) setTimeout(() => at(dueMs, work), leftMs - 2);
  else setImmediate(() => at(dueMs, work));
}

function serve(socket: Socket): void {
  let rest: Buffer = Buffer.alloc(0);
  socket.setNoDelay(true);
  socket.on("error", () => socket.destroy());
  socket.on("data", (bytes: Buffer) => {
    rest = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
    while (rest.length >= 12) {
      const request = rest.subarray(0, 12);
      rest = rest.subarray(12);
      const frame = answer(request);
      if (baudRate === 0) {
        socket.write(frame);
        continue;
      }
      const characters = 8 + SILENT_CHARACTERS + frame.length - HEADER_BYTES + RTU_EXTRA_BYTES;
      at(performance.now() + wireMs(characters + SILENT_CHARACTERS), () => socket.write(frame));
    }
  });
}

const server = createServer(serve);
server.listen({ host: "127.0.0.1", port: 0, backlog: 2048 }, () => {
  const address = server.address();
  process.stdout.write(`${typeof address === "object" ? address?.port : 0}\n`);
});
