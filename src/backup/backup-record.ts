import { Refusal } from "#platform/refusal.ts";
import { ByteReader } from "./byte-reader.ts";

/** A migration that the backed-up database had. */
export interface BackedUpMigration {
  readonly number: number;
  readonly name: string;
  readonly sha256: string;
}

/** What stands before the tables. */
export interface BackupHead {
  readonly madeAt: string;
  readonly migrations: readonly BackedUpMigration[];
  /** Files of the data folder by name, base64: the key of the secrets, the settings. */
  readonly files: Readonly<Record<string, string>>;
  readonly tables: number;
  /** As PostgreSQL told when it was made, all indexes included. */
  readonly databaseBytes: number;
}

/** One table's digest. */
export interface TableDigest {
  readonly table: string;
  readonly rows: number;
  readonly bytes: number;
  /** Of its rows as COPY writes them as text, hexadecimal. */
  readonly sha256: string;
}

/** A figure worked out from the data as it was, to be worked out again from the restored. */
export interface Witness {
  readonly subject: string;
  readonly value: string;
}

/** What stands after the tables, when all is known. */
export interface BackupManifest {
  readonly tables: readonly TableDigest[];
  readonly sequences: readonly {
    readonly name: string;
    readonly lastValue: string;
    readonly isCalled: boolean;
  }[];
  readonly witnesses: readonly Witness[];
}

/** The parts of a backup in their order: head, then per table its name, data and end, manifest. */
export type BackupRecord =
  | { readonly kind: "head"; readonly head: BackupHead }
  | { readonly kind: "table"; readonly table: string; readonly columns: readonly string[] }
  | { readonly kind: "data"; readonly data: Buffer }
  | { readonly kind: "end"; readonly digest: TableDigest }
  | { readonly kind: "manifest"; readonly manifest: BackupManifest };

const LETTERS = { head: "H", table: "T", data: "D", end: "E", manifest: "M" } as const;
const PREFIX_BYTES = 5;

/** A letter for the kind, the length in 4 bytes, then JSON or, of a table, lines of COPY text. */
export function encodeRecord(record: BackupRecord): Buffer {
  const body = record.kind === "data" ? record.data : Buffer.from(JSON.stringify(record));
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.write(LETTERS[record.kind], "latin1");
  prefix.writeUInt32BE(body.length, 1);
  return Buffer.concat([prefix, body]);
}

/** The records of a decrypted, unpacked backup. */
export async function* decodeRecords(plain: AsyncIterable<Buffer>): AsyncGenerator<BackupRecord> {
  const reader = new ByteReader(plain);
  try {
    for (;;) {
      const prefix = await reader.read(PREFIX_BYTES);
      if (prefix.length === 0) return;
      const length = prefix.length < PREFIX_BYTES ? 0 : prefix.readUInt32BE(1);
      const body = await reader.read(length);
      if (prefix.length < PREFIX_BYTES || body.length < length) {
        throw new Refusal("the backup ends in the middle: use another");
      }
      // What opened with the backup key was written by encodeRecord.
      yield prefix.toString("latin1", 0, 1) === LETTERS.data
        ? { kind: "data", data: body }
        : (JSON.parse(body.toString("utf8")) as BackupRecord);
    }
  } finally {
    await reader.close();
  }
}
