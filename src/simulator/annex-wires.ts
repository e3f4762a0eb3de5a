import type { MeterModel } from "#domain/metering/meter-model.ts";
import type { Clock } from "#platform/clock.ts";
import { type AnnexLine, annexFace, type AnnexMeter } from "./annex.ts";
import { cjt188Device } from "./cjt188-device.ts";
import { dlt645Device } from "./dlt645-device.ts";
import { answerOf } from "./encode-registers.ts";
import { iec62056Device } from "./iec62056-device.ts";
import { mbusDevice } from "./mbus-device.ts";
import { MODBUS_EXCEPTION } from "./modbus-answer.ts";
import { rtuDevice } from "./rtu-device.ts";
import type { WireDevice } from "./wire-gateway.ts";

interface Hung<Model extends MeterModel = MeterModel> {
  readonly meter: AnnexMeter;
  readonly model: Model;
  readonly face: () => ReturnType<typeof annexFace>;
}

/** The meters of a line of the annex, as they answer on their wire. */
export function annexWire(
  line: AnnexLine,
  { models, clock }: { readonly models: ReadonlyMap<string, MeterModel>; readonly clock: Clock },
): WireDevice {
  const hung = line.meters.map((meter): Hung => {
    const model = models.get(meter.modelId);
    if (!model) throw new RangeError(`the catalogue has no meter model ${meter.modelId}`);
    return { meter, model, face: () => annexFace(meter, clock.now().epochMilliseconds) };
  });
  const protocol = hung[0]?.model.protocol;
  switch (protocol) {
    case "modbus":
      return modbusWire(hung.filter((one) => isOf(one, "modbus")));
    case "mbus":
      return mbusWire(hung.filter((one) => isOf(one, "mbus")));
    case "dlt645-2007":
      return dlt645Device(
        hung
          .filter((one) => isOf(one, "dlt645-2007"))
          .map(({ meter: { address }, model, face }) => ({ model, address, face })),
      );
    case "cjt188":
      return cjt188Device(
        hung
          .filter((one) => isOf(one, "cjt188"))
          .map(({ meter: { address }, model, face }) => ({ model, address, face })),
      );
    case "iec62056-21": {
      const [only] = hung.filter((one) => isOf(one, "iec62056-21"));
      if (!only) throw new RangeError(`${line.name} has no meter`);
      return iec62056Device({ model: only.model, address: only.meter.address, face: only.face });
    }
    default:
      throw new RangeError(`${line.name}: no simulated wire carries ${protocol}`);
  }
}

/** The models that speak a protocol. */
type ModelOf<Protocol, Model = MeterModel> = Model extends { readonly protocol: infer Spoken }
  ? Protocol extends Spoken
    ? Model
    : never
  : never;

function isOf<Protocol extends MeterModel["protocol"]>(
  hung: Hung,
  protocol: Protocol,
): hung is Hung<ModelOf<Protocol>> {
  return hung.model.protocol === protocol;
}

function modbusWire(hung: readonly Hung<ModelOf<"modbus">>[]): WireDevice {
  return rtuDevice((unit, request) => {
    const found = hung.find(({ meter }) => Number(meter.address.split("/")[0]) === unit);
    if (!found) return undefined;
    const { model, face } = found;
    return answerOf(model, request, face()) ?? MODBUS_EXCEPTION.illegalAddress;
  });
}

/** A primary address as it is; a secondary one is of a meter at the primary address 0. */
function mbusWire(hung: readonly Hung<ModelOf<"mbus">>[]): WireDevice {
  return mbusDevice(
    hung.map(({ meter: { address, serialNumber, commodity }, model, face }) => ({
      model,
      primary: address.length <= 3 ? Number(address) : 0,
      identification: serialNumber,
      maker: "SPX",
      version: 0x34,
      medium: commodity === "heat" ? 4 : 6,
      face,
    })),
  );
}
