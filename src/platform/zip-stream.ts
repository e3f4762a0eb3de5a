import { crc32 } from "node:zlib";

/** A file that goes into an archive; small enough to be held in memory. */
export interface ZippedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Beyond these an archive needs the fields of ZIP64, which we do not write. */
export const ZIPPED_FILES_AT_MOST = 65_535;
const OFFSET_AT_MOST = 2 ** 32 - 1;

const LOCAL_HEADER = 0x04034b50;
const DIRECTORY_ENTRY = 0x02014b50;
const END_OF_DIRECTORY = 0x06054b50;
const VERSION = 20;
/** The name is UTF-8. */
const FLAGS = 0x0800;
const LOCAL_HEADER_BYTES = 30;
const DIRECTORY_ENTRY_BYTES = 46;
const END_BYTES = 22;

/**
 * A ZIP archive, piece by piece as its files come: they are stored as they are, since documents
 * that are compressed already gain nothing. All files bear one time, local to whoever reads it.
 */
export async function* zipStream(
  files: AsyncIterable<ZippedFile>,
  modifiedAt: Temporal.PlainDateTime,
): AsyncGenerator<Buffer> {
  const directory: Buffer[] = [];
  let offset = 0;
  for await (const { name, bytes } of files) {
    if (offset > OFFSET_AT_MOST || directory.length === ZIPPED_FILES_AT_MOST) {
      throw new RangeError("the archive would be too large for a ZIP file");
    }
    const common = commonFields({ name, bytes }, modifiedAt);
    const header = Buffer.concat([
      uint32(LOCAL_HEADER),
      uint16(VERSION),
      common,
      Buffer.from(name),
    ]);
    yield header;
    yield Buffer.from(bytes);
    directory.push(directoryEntry(common, { name, offset }));
    offset += header.length + bytes.length;
  }
  const entries = Buffer.concat(directory);
  yield entries;
  const end = Buffer.alloc(END_BYTES);
  end.writeUInt32LE(END_OF_DIRECTORY, 0);
  end.writeUInt16LE(directory.length, 8);
  end.writeUInt16LE(directory.length, 10);
  end.writeUInt32LE(entries.length, 12);
  end.writeUInt32LE(offset, 16);
  yield end;
}

/** What stands both before a file and in the directory, from the flags to the lengths. */
function commonFields({ name, bytes }: ZippedFile, at: Temporal.PlainDateTime): Buffer {
  const fields = Buffer.alloc(LOCAL_HEADER_BYTES - 6);
  fields.writeUInt16LE(FLAGS, 0);
  // 2: stored, not compressed.
  fields.writeUInt16LE((at.hour << 11) | (at.minute << 5) | (at.second >> 1), 4);
  fields.writeUInt16LE(((at.year - 1980) << 9) | (at.month << 5) | at.day, 6);
  fields.writeUInt32LE(crc32(bytes), 8);
  fields.writeUInt32LE(bytes.length, 12);
  fields.writeUInt32LE(bytes.length, 16);
  fields.writeUInt16LE(Buffer.byteLength(name), 20);
  return fields;
}

function directoryEntry(
  common: Buffer,
  { name, offset }: { readonly name: string; readonly offset: number },
): Buffer {
  const rest = Buffer.alloc(DIRECTORY_ENTRY_BYTES - LOCAL_HEADER_BYTES - 2);
  rest.writeUInt32LE(offset, rest.length - 4);
  return Buffer.concat([
    uint32(DIRECTORY_ENTRY),
    uint16(VERSION),
    uint16(VERSION),
    common,
    rest,
    Buffer.from(name),
  ]);
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
