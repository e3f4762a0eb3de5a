/**
 * A small reader of PDFs as our engine writes them (no object streams, no encryption), written
 * from ISO 32000-1 and independent of the code under test: what a bill shows and carries.
 */
import { inflateSync } from "node:zlib";

export interface PdfObject {
  readonly dictionary: string;
  readonly stream: Buffer | undefined;
}

/** The text of each page, run by run in the order of drawing, separated by blanks. */
export function pdfPages(pdf: Uint8Array): string[] {
  const objects = readObjects(pdf);
  return [...objects.values()]
    .filter(({ dictionary }) => /\/Type \/Page\b/.test(dictionary))
    .map((page) => pageText(page, objects));
}

/** The attached files by name. */
export function pdfAttachments(pdf: Uint8Array): Map<string, Buffer> {
  const objects = readObjects(pdf);
  const files = new Map<string, Buffer>();
  for (const { dictionary } of objects.values()) {
    const name = /\/Type \/Filespec[\s\S]*\/UF? \(([^)]*)\)/.exec(dictionary)?.[1];
    const file = /\/EF <<\s*\/F (\d+) 0 R/.exec(dictionary)?.[1];
    const stream = objects.get(Number(file))?.stream;
    if (name !== undefined && stream) files.set(name, stream);
  }
  return files;
}

/** The objects by number; where an update repeats one, the newest. */
export function readObjects(pdf: Uint8Array): Map<number, PdfObject> {
  const text = Buffer.from(pdf).toString("latin1");
  const objects = new Map<number, PdfObject>();
  for (const [, id, body = ""] of text.matchAll(/^(\d+) 0 obj\n([\s\S]*?)\nendobj/gm)) {
    const at = body.indexOf("\nstream\n");
    const dictionary = at < 0 ? body : body.slice(0, at);
    let stream: Buffer | undefined;
    if (at >= 0) {
      const length = Number(/\/Length (\d+)/.exec(dictionary)?.[1]);
      stream = Buffer.from(body.slice(at + 8, at + 8 + length), "latin1");
      if (dictionary.includes("/FlateDecode")) stream = inflateSync(stream);
    }
    objects.set(Number(id), { dictionary, stream });
  }
  return objects;
}

function pageText({ dictionary }: PdfObject, objects: Map<number, PdfObject>): string {
  const fonts = new Map<string, Map<number, string>>();
  for (const [, name = "", id] of dictionary.matchAll(/\/(f\d+) (\d+) 0 R/g)) {
    const font = objects.get(Number(id))?.dictionary ?? "";
    const map = objects.get(Number(/\/ToUnicode (\d+) 0 R/.exec(font)?.[1]))?.stream;
    fonts.set(name, unicodeMap(map?.toString("latin1") ?? ""));
  }
  const content = objects.get(Number(/\/Contents (\d+) 0 R/.exec(dictionary)?.[1]))?.stream;
  const runs: string[] = [];
  let font = new Map<number, string>();
  let shown = "";
  for (const { literal, word } of contentTokens(content ?? Buffer.alloc(0))) {
    if (literal) shown += decode(literal, font);
    else if (word?.startsWith("/")) font = fonts.get(word.slice(1)) ?? font;
    else if (word === "TJ" || word === "Tj") {
      runs.push(shown);
      shown = "";
    }
  }
  return runs.join(" ");
}

/** Strings and words of a content stream; arrays and numbers only pass by. */
function* contentTokens(content: Buffer): Generator<{ literal?: Buffer; word?: string }> {
  const text = content.toString("latin1");
  const word = /[^\s[\]()<>]+/y;
  for (let at = 0; at < text.length;) {
    if (text[at] === "(") {
      const end = literalEnd(text, at);
      yield { literal: unescaped(text.slice(at + 1, end - 1)) };
      at = end;
      continue;
    }
    word.lastIndex = at;
    const found = word.exec(text)?.[0];
    if (found) yield { word: found };
    at += found?.length ?? 1;
  }
}

/** Behind the parenthesis that closes the one at `start`; pairs within need no escape. */
function literalEnd(text: string, start: number): number {
  let open = 0;
  for (let at = start; at < text.length; at += 1) {
    if (text[at] === "\\") at += 1;
    else if (text[at] === "(") open += 1;
    else if (text[at] === ")") open -= 1;
    if (open === 0) return at + 1;
  }
  return text.length;
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f" };

function unescaped(literal: string): Buffer {
  const raw = literal.replaceAll(/\\([0-7]{3}|[\s\S])/g, (_, escaped: string) =>
    escaped.length === 3
      ? String.fromCodePoint(Number.parseInt(escaped, 8))
      : (ESCAPES[escaped] ?? escaped),
  );
  return Buffer.from(raw, "latin1");
}

function decode(bytes: Buffer, font: Map<number, string>): string {
  let text = "";
  for (let at = 0; at + 1 < bytes.length; at += 2) text += font.get(bytes.readUInt16BE(at)) ?? "";
  return text;
}

/** The characters of a ToUnicode map's bfchar entries. */
function unicodeMap(cmap: string): Map<number, string> {
  const map = new Map<number, string>();
  for (const [, code = "", text = ""] of cmap.matchAll(/^<([0-9A-F]{4})> <([0-9A-F]+)>$/gm)) {
    const unicode = Buffer.from(text, "hex").swap16().toString("utf16le");
    map.set(Number.parseInt(code, 16), unicode);
  }
  return map;
}
