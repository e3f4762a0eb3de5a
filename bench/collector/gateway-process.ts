/**
 * A gateway as a process of its own: every unit has every register, each showing its address. Alone
 * it speaks Modbus TCP. With a baud rate it is a serial server, and answers Modbus RTU when the wire
 * behind it would have carried question, answer and the silences of 3.5 characters after both. A
 * question that comes within such a silence is not heard, as a meter would not hear it. With a
 * second number, Modbus TCP answers come so many ms later, as over a network that is far. Unit 247
 * never answers.
 */
import { createServer, type Socket } from "node:net";
import { rtuFrame } from "#drivers/modbus/modbus-frame.ts";

const baudRate = Number(process.argv[2] ?? 0);
const delayMs = Number(process.argv[3] ?? 0);
/** Of the units the one that is dead. */
const SILENT = 247;
const BITS_A_CHARACTER = 10;
const SILENT_CHARACTERS = 3.5;
const HEADER_BYTES = 7;
const TCP_REQUEST_BYTES = 12;
const RTU_REQUEST_BYTES = 8;

/** How long the wire carries so many characters, in ms. */
function wireMs(characters: number): number {
  return (1000 * BITS_A_CHARACTER * characters) / baudRate;
}

/** The bytes after function and count. */
function fill(frame: Buffer, start: number, address: number): void {
  for (let at = start; at < frame.length; at += 2) {
    frame.writeUInt16BE((address + (at - start) / 2) & 0xffff, at);
  }
}

function tcpAnswer(request: Buffer): Buffer {
  const count = request.readUInt16BE(10);
  const frame = Buffer.alloc(HEADER_BYTES + 2 + 2 * count);
  request.copy(frame, 0, 0, HEADER_BYTES + 1);
  frame.writeUInt16BE(3 + 2 * count, 4);
  frame.writeUInt8(2 * count, 8);
  fill(frame, 9, request.readUInt16BE(8));
  return frame;
}

function rtuAnswer(request: Buffer): Buffer {
  const count = request.readUInt16BE(4);
  const pdu = Buffer.alloc(2 + 2 * count);
  pdu.writeUInt8(request.readUInt8(1), 0);
  pdu.writeUInt8(2 * count, 1);
  fill(pdu, 2, request.readUInt16BE(2));
  return rtuFrame(request.readUInt8(0), pdu);
}

/** Timers are a millisecond wide: the last one is waited for in turns of the loop. */
function at(dueMs: number, work: () => void): void {
  const leftMs = dueMs - performance.now();
  if (leftMs <= 0) work();
  else if (leftMs > 2) setTimeout(() => at(dueMs, work), leftMs - 2);
  else setImmediate(() => at(dueMs, work));
}

/** When the wire has been silent for long enough after the last answer. */
let heardFromMs = -Infinity;

function onWire(socket: Socket, request: Buffer): void {
  const askedMs = performance.now();
  if (askedMs < heardFromMs || request[0] === SILENT) return;
  const frame = rtuAnswer(request);
  const dueMs = askedMs + wireMs(RTU_REQUEST_BYTES + SILENT_CHARACTERS + frame.length);
  heardFromMs = Infinity;
  at(dueMs, () => {
    heardFromMs = performance.now() + wireMs(SILENT_CHARACTERS);
    socket.write(frame);
  });
}

function far(socket: Socket, request: Buffer): void {
  const frame = tcpAnswer(request);
  at(performance.now() + delayMs, () => socket.write(frame));
}

function serve(socket: Socket): void {
  const bytesOfRequest = baudRate === 0 ? TCP_REQUEST_BYTES : RTU_REQUEST_BYTES;
  let rest: Buffer = Buffer.alloc(0);
  socket.setNoDelay(true);
  socket.on("error", () => socket.destroy());
  socket.on("data", (bytes: Buffer) => {
    rest = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
    while (rest.length >= bytesOfRequest) {
      const request = rest.subarray(0, bytesOfRequest);
      rest = rest.subarray(bytesOfRequest);
      if (baudRate > 0) onWire(socket, request);
      else if (delayMs === 0) socket.write(tcpAnswer(request));
      else far(socket, request);
    }
  });
}

const server = createServer(serve);
server.listen({ host: "127.0.0.1", port: 0, backlog: 2048 }, () => {
  const address = server.address();
  process.stdout.write(`${typeof address === "object" ? address?.port : 0}\n`);
});
