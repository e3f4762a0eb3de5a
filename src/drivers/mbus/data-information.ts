/** What the value of a record is, of all the values in its time. */
export type MbusFunction = "instantaneous" | "maximum" | "minimum" | "error";

/** How the bytes of a value are coded: the lower half of the DIF, EN 13757-3 table 4. */
export type MbusCoding =
  | { readonly kind: "none" }
  | { readonly kind: "integer"; readonly bytes: 1 | 2 | 3 | 4 | 6 | 8 }
  | { readonly kind: "float" }
  | { readonly kind: "bcd"; readonly bytes: 1 | 2 | 3 | 4 | 6 }
  | { readonly kind: "variable" };

/** The data information block of a record: DIF and DIFEs. */
export interface DataInformation {
  readonly function: MbusFunction;
  readonly coding: MbusCoding;
  /** 0 is now; higher ones are values kept earlier, their meaning by the maker. */
  readonly storage: number;
  readonly tariff: number;
  readonly subunit: number;
}

const FUNCTIONS = ["instantaneous", "maximum", "minimum", "error"] as const;

const CODINGS: readonly MbusCoding[] = [
  { kind: "none" },
  { kind: "integer", bytes: 1 },
  { kind: "integer", bytes: 2 },
  { kind: "integer", bytes: 3 },
  { kind: "integer", bytes: 4 },
  { kind: "float" },
  { kind: "integer", bytes: 6 },
  { kind: "integer", bytes: 8 },
  // Selection for readout: carries no data.
  { kind: "none" },
  { kind: "bcd", bytes: 1 },
  { kind: "bcd", bytes: 2 },
  { kind: "bcd", bytes: 3 },
  { kind: "bcd", bytes: 4 },
  { kind: "variable" },
  { kind: "bcd", bytes: 6 },
];

const EXTENDED = 0x80;
/** EN 13757-3: a DIF is followed by ten DIFEs at most. */
const DIFES_AT_MOST = 10;

/**
 * The block at `at`, and where it ends. Undefined when the bytes end in the middle, when there are
 * too many extensions, or for the special functions (lower half F), which begin no block.
 */
export function takeDataInformation(
  bytes: Uint8Array,
  at: number,
): { readonly information: DataInformation; readonly end: number } | undefined {
  const dif = bytes[at] ?? 0x0f;
  const coding = CODINGS[dif & 0x0f];
  const functionKind = FUNCTIONS[(dif >> 4) & 3];
  if (!coding || !functionKind) return undefined;
  // Bits are put together by products: a storage number has up to 41 of them.
  let storage = (dif >> 6) & 1;
  let tariff = 0;
  let subunit = 0;
  let isExtended = (dif & EXTENDED) !== 0;
  let end = at + 1;
  for (let n = 0; isExtended; n += 1) {
    const dife = bytes[end];
    if (dife === undefined || n >= DIFES_AT_MOST) return undefined;
    storage += (dife & 0x0f) * 2 ** (1 + 4 * n);
    tariff += ((dife >> 4) & 3) * 2 ** (2 * n);
    subunit += ((dife >> 6) & 1) * 2 ** n;
    isExtended = (dife & EXTENDED) !== 0;
    end += 1;
  }
  return { information: { function: functionKind, coding, storage, tariff, subunit }, end };
}

/** The bytes of a block, with as few extensions as it needs. */
export function encodeDataInformation(information: DataInformation): Buffer {
  const { coding, function: functionKind } = information;
  const code = CODINGS.findIndex(
    (candidate) =>
      candidate.kind === coding.kind &&
      (!("bytes" in candidate) || ("bytes" in coding && candidate.bytes === coding.bytes)),
  );
  let storage = Math.floor(information.storage / 2);
  let { tariff, subunit } = information;
  const bytes = [code | (FUNCTIONS.indexOf(functionKind) << 4) | ((information.storage % 2) << 6)];
  while (storage > 0 || tariff > 0 || subunit > 0) {
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) | EXTENDED;
    bytes.push((storage % 16) | ((tariff % 4) << 4) | ((subunit % 2) << 6));
    storage = Math.floor(storage / 16);
    tariff = Math.floor(tariff / 4);
    subunit = Math.floor(subunit / 2);
  }
  return Buffer.from(bytes);
}
