import { readdirSync, realpathSync } from "node:fs";
import { join } from "node:path";

export interface SerialPort {
  /** What a line is opened by. */
  readonly path: string;
  readonly name: string;
}

/** Names that stay when a plug is moved, made by udev. */
const BY_ID = "/dev/serial/by-id";
const DEVICES = "/dev";
/** USB adapters, ports of boards, ports of ARM machines, industrial cards. */
const PORT = /^tty(USB|ACM|AMA|mxc|SC|O|XRUSB|RPMSG)\d+$/;

/** The serial ports of this machine, those with names that stay first. */
export function listSerialPorts(): SerialPort[] {
  const named = entries(BY_ID).map((name) => ({ path: join(BY_ID, name), name }));
  const known = new Set(named.flatMap(({ path }) => target(path)));
  const others = entries(DEVICES)
    .filter((name) => PORT.test(name))
    .map((name) => ({ path: join(DEVICES, name), name }))
    .filter(({ path }) => !known.has(path));
  return [...named, ...others];
}

/** None where the folder is missing: a machine without serial ports. */
function entries(folder: string): string[] {
  try {
    return readdirSync(folder).toSorted();
  } catch {
    return [];
  }
}

/** None where a name leads nowhere: the plug was pulled this moment. */
function target(path: string): string[] {
  try {
    return [realpathSync(path)];
  } catch {
    return [];
  }
}
