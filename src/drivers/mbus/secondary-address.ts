import { reversedBytes } from "#drivers/reversed-bytes.ts";
import { encodeDevice, type MbusDevice } from "./mbus-device.ts";

/**
 * A secondary address as it is written: 16 hexadecimal digits, the identification first, then maker
 * (in the order of the wire), version and medium; F stands for any digit.
 */
export type SecondaryAddress = string;

const ADDRESS = /^[0-9A-F]{16}$/;
const IDENTIFICATION_DIGITS = 8;
/** Every meter fits. */
export const ANY_METER: SecondaryAddress = "FFFFFFFFFFFFFFFF";

/** The 8 bytes by which a meter is selected. Throws a RangeError for what is no address. */
export function secondaryBytes(address: SecondaryAddress): Buffer {
  if (!ADDRESS.test(address)) throw new RangeError(`not a secondary address: ${address}`);
  const bytes = Buffer.from(address, "hex");
  return Buffer.concat([reversedBytes(bytes.subarray(0, 4)), bytes.subarray(4)]);
}

/** The address of a meter by what it says of itself. */
export function secondaryAddress(device: MbusDevice): SecondaryAddress {
  const bytes = encodeDevice(device);
  const digits = reversedBytes(bytes.subarray(0, 4)).toString("hex");
  return `${digits}${bytes.toString("hex", 4)}`.toUpperCase();
}

/** Whether a meter that says so of itself is meant by the address. */
export function isSelected(address: SecondaryAddress, device: MbusDevice): boolean {
  const own = secondaryAddress(device);
  return [...address].every((digit, n) => digit === "F" || digit === own[n]);
}

/** The ten addresses that tell apart the meters of a group by the next digit; none after the last. */
export function narrowed(group: SecondaryAddress): SecondaryAddress[] {
  const fixed = group.slice(0, IDENTIFICATION_DIGITS).replace(/F+$/, "").length;
  if (fixed >= IDENTIFICATION_DIGITS) return [];
  return Array.from(
    { length: 10 },
    (_, digit) => group.slice(0, fixed) + digit + group.slice(fixed + 1),
  );
}
