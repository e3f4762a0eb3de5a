import type { ObisModel } from "#domain/metering/meter-model.ts";
import type { MeterFace } from "./meter-face.ts";
import type { WireDevice } from "./wire-gateway.ts";

/** A meter with an optical interface. */
export interface SimulatedIec62056 {
  readonly model: ObisModel;
  readonly address: string;
  readonly face: () => MeterFace;
}

const DIGITS = 3;

/** A meter that is called by `/?!`, says who it is, and reads itself out when it is told to. */
export function iec62056Device({ model, address, face }: SimulatedIec62056): WireDevice {
  let isCalled = false;
  return {
    hear(received) {
      const end = received.indexOf("\n") + 1;
      if (end === 0) return { answers: [], heard: 0 };
      const line = received.toString("latin1", 0, end);
      if (line.includes(`/?${address}!`) || line.includes("/?!")) {
        isCalled = true;
        return { answers: [Buffer.from("/SIM5SIMULATED\r\n")], heard: end };
      }
      const answers = isCalled && /\d{2}0\r?$/m.test(line) ? [readout(model, face())] : [];
      isCalled = false;
      return { answers, heard: end };
    },
  };
}

function readout({ registers }: ObisModel, face: MeterFace): Buffer {
  const lines = registers.map(({ obis, quantity, unit }) => {
    const value = (face.get(quantity) ?? 0).toFixed(DIGITS).padStart(10, "0");
    return `${obis}(${value}*${unit})\r\n`;
  });
  const body = Buffer.from(`${lines.join("")}!\r\n\u0003`, "latin1");
  const check = body.reduce((sum, byte) => sum ^ byte, 0);
  return Buffer.concat([Buffer.of(2), body, Buffer.of(check)]);
}
