import { createHash } from "node:crypto";
import type { TableDigest } from "./backup-record.ts";

const NEWLINE = 10;

/** Counts and digests a table's lines as they pass; COPY writes a line break in a value as `\n`. */
export function digestRows(table: string): {
  add(piece: Buffer): void;
  result(): TableDigest;
} {
  const hash = createHash("sha256");
  let rows = 0;
  let bytes = 0;
  return {
    add(piece) {
      hash.update(piece);
      bytes += piece.length;
      for (let at = piece.indexOf(NEWLINE); at >= 0; at = piece.indexOf(NEWLINE, at + 1)) rows++;
    },
    result: () => ({ table, rows, bytes, sha256: hash.digest("hex") }),
  };
}
