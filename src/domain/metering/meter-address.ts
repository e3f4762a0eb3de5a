import { failed, ok, type Fault, type Result } from "#domain/core/fault.ts";
import type { MeterModel } from "./meter-model.ts";

const MODBUS_UNIT_LAST = 255;
const MBUS_PRIMARY_LAST = 250;
const DLT645_DIGITS = 12;
const CJT188_DIGITS = 14;
const TEXT_AT_MOST = 200;

/**
 * The address of a meter on its line as it is stored, from what a person wrote. Modbus: the unit,
 * or `unit/input`; DL/T 645: 12 digits; CJ/T 188: 14 digits; M-Bus: primary 0 to 250, or the 16
 * hexadecimal digits of the secondary one; IEC 62056-21: the device's address, which may be empty;
 * MQTT: the topic; push: the name by which the sender calls the meter.
 */
export function parseMeterAddress(model: MeterModel, written: string): Result<string> {
  const text = written.trim();
  switch (model.protocol) {
    case "modbus":
      return modbusAddress(text, model.inputs?.count);
    case "dlt645-1997":
    case "dlt645-2007":
      return paddedDigits(text, DLT645_DIGITS);
    case "cjt188":
      return paddedDigits(text, CJT188_DIGITS);
    case "mbus":
      return mbusAddress(text);
    case "iec62056-21":
    case "manual":
      return text.length <= 32 && /^[ -~]*$/.test(text)
        ? ok(text)
        : refused("is too long", "write at most 32 printable characters");
    case "mqtt-json":
    case "push":
      return text.length > 0 && text.length <= TEXT_AT_MOST && /^\P{Cc}*$/u.test(text)
        ? ok(text)
        : refused("is missing", "write the topic, or the name by which the device calls itself");
  }
}

function modbusAddress(text: string, inputs: number | undefined): Result<string> {
  const parts = /^(\d{1,3})(?:\/(\d{1,3}))?$/.exec(text);
  const unit = Number(parts?.[1]);
  const input = parts?.[2] === undefined ? undefined : Number(parts[2]);
  const hasUnit = parts !== null && unit <= MODBUS_UNIT_LAST;
  if (inputs === undefined) {
    return hasUnit && input === undefined
      ? ok(String(unit))
      : refused("is no Modbus unit", `write a whole number from 0 to ${MODBUS_UNIT_LAST}`);
  }
  return hasUnit && input !== undefined && input >= 1 && input <= inputs
    ? ok(`${unit}/${input}`)
    : refused("is no input of a Modbus unit", `write unit/input, like 5/1; it has ${inputs}`);
}

function paddedDigits(text: string, digits: number): Result<string> {
  return /^\d+$/.test(text) && text.length <= digits
    ? ok(text.padStart(digits, "0"))
    : refused("is no meter address", `write the up to ${digits} digits on the meter's face`);
}

function mbusAddress(text: string): Result<string> {
  if (/^[0-9a-f]{16}$/i.test(text)) return ok(text.toUpperCase());
  if (/^\d{1,3}$/.test(text) && Number(text) <= MBUS_PRIMARY_LAST) return ok(String(Number(text)));
  return refused(
    "is no M-Bus address",
    `write the primary one, 0 to ${MBUS_PRIMARY_LAST}, or the 16 digits of the secondary one`,
  );
}

function refused(message: string, remedy: string): { ok: false; faults: readonly Fault[] } {
  return failed([{ code: "meter.address", subject: "unitAddress", message, remedy }]);
}
