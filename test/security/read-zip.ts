import { inflateRawSync } from "node:zlib";

const DIRECTORY_ENTRY = Buffer.from("PK\u0001\u0002", "latin1");
const DEFLATED = 8;

/** The files of a zip as text, by its directory. */
export function readZip(zip: Buffer): Record<string, string> {
  const files: Record<string, string> = {};
  for (let at = zip.indexOf(DIRECTORY_ENTRY); at >= 0; at = zip.indexOf(DIRECTORY_ENTRY, at + 46)) {
    const nameLength = zip.readUInt16LE(at + 28);
    const name = zip.toString("utf8", at + 46, at + 46 + nameLength);
    const local = zip.readUInt32LE(at + 42);
    const begins = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const bytes = zip.subarray(begins, begins + zip.readUInt32LE(at + 20));
    const isDeflated = zip.readUInt16LE(at + 10) === DEFLATED;
    files[name] = (isDeflated ? inflateRawSync(bytes) : bytes).toString("utf8");
  }
  return files;
}
