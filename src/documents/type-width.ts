import { fontBytes } from "./bill-fonts.ts";

/** How heavy letters are set. */
export type TypeWeight = "regular" | "bold";

/** How wide letters stand, in parts of an em; undefined for those that the font has not. */
type Advances = (codePoint: number) => number | undefined;

/** Of a letter that another font has to lend: Chinese ones are as wide as they are high. */
const BORROWED_EM = 1;

/** Joined to the letter before it, or a place to break: neither takes room. */
const NO_ROOM = /[\p{Mn}\u00ad\u200b]/u;

const MM_PER_POINT = 25.4 / 72;

const fonts = new Map<TypeWeight, Advances>();

/** Of letters that were asked for, in ems. */
const letters: Readonly<Record<TypeWeight, Map<string, number>>> = {
  regular: new Map(),
  bold: new Map(),
};

/** The width of a text on one line, in mm, at a size in points; before kerning. */
export function textMm(text: string, points: number, weight: TypeWeight = "regular"): number {
  return textEms(text, weight) * points * MM_PER_POINT;
}

/** In ems of the type's size, before kerning. */
function textEms(text: string, weight: TypeWeight): number {
  const known = letters[weight];
  let ems = 0;
  for (const letter of text) {
    ems += known.getOrInsertComputed(letter, (asked) => letterEms(asked, weight));
  }
  return ems;
}

function letterEms(letter: string, weight: TypeWeight): number {
  if (NO_ROOM.test(letter)) return 0;
  const advances = fonts.getOrInsertComputed(weight, () => advancesOf(fontBytes(weight)));
  return advances(letter.codePointAt(0) ?? 0) ?? BORROWED_EM;
}

/** Parts of a table of a TrueType file, by the OpenType specification: offsets in bytes. */
const DIRECTORY = { tables: 4, first: 12, bytesOfOne: 16, offset: 8 } as const;
const UNITS_PER_EM = 18;
const LONG_METRICS = 34;
const BYTES_OF_A_METRIC = 4;
const ENCODINGS = { count: 2, first: 4, bytesOfOne: 8, offset: 4 } as const;
const SEGMENTED = 4;
const SEGMENTS = { doubled: 6, ends: 14, afterEnds: 16 } as const;

function advancesOf(file: Buffer): Advances {
  const unitsPerEm = file.readUInt16BE(tableAt(file, "head") + UNITS_PER_EM);
  const metrics = file.readUInt16BE(tableAt(file, "hhea") + LONG_METRICS);
  const widths = tableAt(file, "hmtx");
  const glyphs = glyphsOf(file, tableAt(file, "cmap"));
  return (codePoint) => {
    const glyph = glyphs.get(codePoint);
    if (glyph === undefined) return undefined;
    // Glyphs beyond the list are as wide as its last one.
    const metric = Math.min(glyph, metrics - 1);
    return file.readUInt16BE(widths + metric * BYTES_OF_A_METRIC) / unitsPerEm;
  };
}

function tableAt(file: Buffer, name: string): number {
  const tables = file.readUInt16BE(DIRECTORY.tables);
  for (let n = 0; n < tables; n += 1) {
    const at = DIRECTORY.first + n * DIRECTORY.bytesOfOne;
    if (file.toString("latin1", at, at + name.length) !== name) continue;
    return file.readUInt32BE(at + DIRECTORY.offset);
  }
  throw new Error(`the font has no table ${name}`);
}

/** Glyphs of the basic plane, from the segments of the character map's format 4. */
function glyphsOf(file: Buffer, map: number): ReadonlyMap<number, number> {
  const at = segmentedMap(file, map);
  const bytes = file.readUInt16BE(at + SEGMENTS.doubled);
  const starts = at + SEGMENTS.afterEnds + bytes;
  const glyphs = new Map<number, number>();
  for (let n = 0; n < bytes; n += 2) {
    const start = file.readUInt16BE(starts + n);
    const end = file.readUInt16BE(at + SEGMENTS.ends + n);
    const delta = file.readUInt16BE(starts + bytes + n);
    const rangeAt = starts + 2 * bytes + n;
    const range = file.readUInt16BE(rangeAt);
    for (let code = start; code <= end && code < 0xffff; code += 1) {
      const listed = range && file.readUInt16BE(rangeAt + range + 2 * (code - start));
      const glyph = range === 0 ? code + delta : listed === 0 ? 0 : listed + delta;
      if ((glyph & 0xffff) !== 0) glyphs.set(code, glyph & 0xffff);
    }
  }
  return glyphs;
}

function segmentedMap(file: Buffer, map: number): number {
  const encodings = file.readUInt16BE(map + ENCODINGS.count);
  for (let n = 0; n < encodings; n += 1) {
    const entry = map + ENCODINGS.first + n * ENCODINGS.bytesOfOne;
    const at = map + file.readUInt32BE(entry + ENCODINGS.offset);
    if (file.readUInt16BE(at) === SEGMENTED) return at;
  }
  throw new Error("the font has no character map of format 4");
}
