import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { connectionTo, connectTo, frameOf, TIMEOUT_MS } from "#test/support/modbus-device.ts";
import { encodeRequest, ModbusExceptionError, rtuFrame, tcpFrame } from "./modbus-frame.ts";

const LATE_MS = TIMEOUT_MS + 100;
const DRIP_MS = 50;
/** 3.5 characters at 9600 baud are 4 ms; the timer of the test must not end with that of the line. */
const FRAME_END_MS = 3;
const ATTEMPTS_AT_MOST = 5;

function requestAt(address: number) {
  return { unitAddress: 5, functionCode: 3, address, count: 2 } as const;
}

for (const framing of ["tcp", "rtu"] as const) {
  test(`${framing}: a late answer is never taken for that of the next request`, async (t) => {
    const connection = await connectTo(t, framing, async (socket, asked) => {
      if (asked.turn % 2 === 0) await pause(LATE_MS);
      socket.write(frameOf(framing, asked));
    });
    for (const address of [100, 300, 500]) {
      await assert.rejects(connection.read(requestAt(address)), /no answer within 300 ms/);
      const words = await connection.read(requestAt(address + 100));
      assert.deepEqual([...words], [address + 100, address + 101]);
    }
  });

  test(`${framing}: an answer of another unit is refused, and the next request is answered`, async (t) => {
    const connection = await connectTo(t, framing, (socket, asked) => {
      const unitAddress = asked.turn === 0 ? 6 : asked.unitAddress;
      socket.write(frameOf(framing, { ...asked, unitAddress }));
    });
    await assert.rejects(connection.read(requestAt(10)), /another unit answered/);
    assert.deepEqual([...(await connection.read(requestAt(20)))], [20, 21]);
  });

  test(`${framing}: an answer that is cut in the middle is none, and the next request is answered`, async (t) => {
    const connection = await connectTo(t, framing, (socket, asked) => {
      const frame = frameOf(framing, asked);
      if (asked.turn === 0) socket.end(frame.subarray(0, 6));
      else if (asked.turn === 1) socket.write(frame.subarray(0, 6));
      else socket.write(frame);
    });
    await assert.rejects(connection.read(requestAt(10)), /the connection was closed/);
    await assert.rejects(connection.read(requestAt(20)), /no answer within 300 ms/);
    assert.deepEqual([...(await connection.read(requestAt(30)))], [30, 31]);
  });

  test(`${framing}: an answer in pieces of one byte is one answer`, async (t) => {
    const connection = await connectTo(t, framing, async (socket, asked) => {
      socket.setNoDelay(true);
      for (const byte of frameOf(framing, asked)) {
        socket.write(Buffer.of(byte));
        await new Promise((resolve) => setImmediate(resolve));
      }
    });
    assert.deepEqual([...(await connection.read(requestAt(30)))], [30, 31]);
  });

  test(`${framing}: a connection on which nothing is heard any more is made anew`, async (t) => {
    let deaf: Socket | undefined;
    const connection = await connectTo(t, framing, (socket, asked) => {
      deaf ??= socket;
      if (socket !== deaf) socket.write(frameOf(framing, asked));
    });
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await assert.rejects(connection.read(requestAt(10)), /no answer within 300 ms/);
    }
    assert.deepEqual([...(await connection.read(requestAt(20)))], [20, 21]);
  });

  test(`${framing}: a gateway that drips bytes for ever costs one time-out, and is no value`, async (t) => {
    let isDripping = true;
    const connection = await connectTo(t, framing, async (socket, asked) => {
      if (!isDripping) {
        socket.write(frameOf(framing, asked));
        return;
      }
      for (const byte of frameOf(framing, asked)) {
        if (socket.destroyed) return;
        socket.write(Buffer.of(byte));
        await pause(DRIP_MS);
      }
    });
    await assert.rejects(connection.read(requestAt(10)), /no answer within 300 ms/);
    isDripping = false;
    let words: Uint16Array = new Uint16Array();
    for (let attempt = 0; attempt < ATTEMPTS_AT_MOST && words.length === 0; attempt += 1) {
      words = await connection.read(requestAt(30)).catch(() => words);
    }
    assert.deepEqual([...words], [30, 31]);
  });
}

test("rtu: an answer that was under way when the connection broke is not that of the next request", async (t) => {
  const connection = await connectTo(t, "rtu", async (socket, asked) => {
    if (asked.turn > 0) {
      await pause(20);
      socket.write(frameOf("rtu", asked));
      return;
    }
    socket.destroy();
    for (let poll = 0; poll < 1_000 && asked.newestSocket() === socket; poll += 1) await pause(1);
    asked.newestSocket().write(frameOf("rtu", asked));
  });
  await assert.rejects(connection.read(requestAt(10)), /the connection was closed/);
  assert.deepEqual([...(await connection.read(requestAt(20)))], [20, 21]);
});

test("rtu: the next request leaves the line the silence that ends a frame", async (t) => {
  let isSilent = true;
  const hurried: number[] = [];
  const connection = await connectTo(t, "rtu", (socket, asked) => {
    if (!isSilent) hurried.push(asked.turn);
    isSilent = false;
    socket.write(frameOf("rtu", asked));
    setTimeout(() => {
      isSilent = true;
    }, FRAME_END_MS);
  });
  for (const address of [10, 20, 30]) await connection.read(requestAt(address));
  assert.deepEqual(hurried, []);
});

test("an exception is told by its code, and the connection stays", async (t) => {
  const connection = await connectTo(t, "tcp", (socket, asked) => {
    const refusal = tcpFrame(asked.transactionId, asked.unitAddress, Buffer.of(0x83, 0x0b));
    socket.write(asked.turn === 0 ? refusal : frameOf("tcp", asked));
  });
  await assert.rejects(connection.read(requestAt(10)), new ModbusExceptionError(11));
  assert.deepEqual([...(await connection.read(requestAt(20)))], [20, 21]);
});

test("rtu: a request that comes back before its answer is passed over, in one piece or in bytes", async (t) => {
  const connection = await connectTo(t, "rtu", async (socket, asked) => {
    const { unitAddress, address, count } = asked;
    const pdu = encodeRequest({ unitAddress, functionCode: 3, address, count });
    const echoed = Buffer.concat([rtuFrame(unitAddress, pdu), frameOf("rtu", asked)]);
    if (asked.turn === 0) socket.write(echoed);
    else {
      for (const byte of echoed) {
        socket.write(Buffer.of(byte));
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
  });
  assert.deepEqual([...(await connection.read(requestAt(10)))], [10, 11]);
  assert.deepEqual([...(await connection.read(requestAt(20)))], [20, 21]);
});

test("noise before an RTU answer is no value, and the line comes to order", async (t) => {
  const connection = await connectTo(t, "rtu", (socket, asked) => {
    const noise = Buffer.alloc(asked.turn === 0 ? 7 : 0, 0x55);
    socket.write(Buffer.concat([noise, frameOf("rtu", asked)]));
  });
  await assert.rejects(connection.read(requestAt(10)), /no answer|checksum|another unit/);
  assert.deepEqual([...(await connection.read(requestAt(20)))], [20, 21]);
});

test("a port that nobody listens on is told with its address", async () => {
  const server = createServer().listen({ host: "127.0.0.1", port: 0 });
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  const refused = new RegExp(`no connection to 127\\.0\\.0\\.1:${port} \\(ECONNREFUSED\\)`);
  await assert.rejects(connectionTo(port, "tcp").read(requestAt(1)), refused);
});
