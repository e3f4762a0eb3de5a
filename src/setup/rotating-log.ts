import { closeSync, fstatSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";

/** So large a file of the log grows, and so many older ones are kept. */
const BYTES_AT_MOST = 10 * 2 ** 20;
const OLDER_FILES = 5;

/** Stands before what each start of the service says. */
export const START_MARK = "--- started ---\n";

/** A log that cannot fill the disk. */
export interface RotatingLog {
  write(piece: Buffer): void;
  close(): Promise<void>;
}

/** The log's newest file, below a data folder. */
export function logFile(data: string): string {
  return join(data, "log", "smartpm.log");
}

/** Appends to it; where the disk is full what does not fit is lost, and the service is not. */
export function openRotatingLog(data: string, bytesAtMost = BYTES_AT_MOST): RotatingLog {
  const path = logFile(data);
  mkdirSync(join(data, "log"), { recursive: true, mode: 0o700 });
  let file = openSync(path, "a", 0o600);
  let size = fstatSync(file).size;
  const rotate = () => {
    closeSync(file);
    rmSync(`${path}.${OLDER_FILES}`, { force: true });
    for (let n = OLDER_FILES - 1; n >= 1; n--) moveIfThere(`${path}.${n}`, `${path}.${n + 1}`);
    moveIfThere(path, `${path}.1`);
    file = openSync(path, "a", 0o600);
    size = 0;
  };
  return {
    write(piece) {
      try {
        if (size > 0 && size + piece.length > bytesAtMost) rotate();
        size += writeSync(file, piece);
      } catch {
        // Nowhere to say it.
      }
    },
    async close() {
      closeSync(file);
    },
  };
}

function moveIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch {
    // Not so many yet.
  }
}
