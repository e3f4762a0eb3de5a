import { refusedField } from "./audited.ts";

/** More dots than any printer of bills shows in 40 mm, and than typesetting should carry. */
const SIDE_AT_MOST = 4000;

interface Logo {
  readonly mediaType: "image/svg+xml" | "image/png" | "image/jpeg";
  readonly bytes: Buffer;
}

/**
 * Refuses what is not the kind of picture that it says to be, what is too large to be set, and a
 * drawing that would run or load something: a logo stands in every bill.
 */
export function checkLogo({ mediaType, bytes }: Logo): void {
  const wrong = faultOf({ mediaType, bytes });
  if (wrong === undefined) return;
  throw refusedField("base64", { code: "organisation.logo", ...wrong });
}

function faultOf({ mediaType, bytes }: Logo): { message: string; remedy: string } | undefined {
  switch (mediaType) {
    case "image/png":
      return isPng(bytes) ? sizeFault(pngSize(bytes)) : notA("PNG");
    case "image/jpeg":
      return bytes.subarray(0, 3).toString("hex") === "ffd8ff" ? undefined : notA("JPEG");
    case "image/svg+xml":
      return drawingFault(bytes.toString("utf8"));
  }
}

function notA(kind: string) {
  return { message: `is not a ${kind} picture`, remedy: "choose a file of that kind" };
}

function isPng(bytes: Buffer): boolean {
  return bytes.length > 24 && bytes.subarray(0, 8).toString("hex") === "89504e470d0a1a0a";
}

/** Width and height of a PNG: the first two numbers of its header. */
function pngSize(bytes: Buffer): readonly [number, number] {
  return [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
}

function sizeFault([width, height]: readonly [number, number]) {
  if (Math.max(width, height) <= SIDE_AT_MOST && Math.min(width, height) > 0) return undefined;
  return {
    message: `is ${width} × ${height} dots`,
    remedy: `make it at most ${SIDE_AT_MOST} × ${SIDE_AT_MOST}`,
  };
}

function drawingFault(text: string) {
  const start = text.replace(/^\uFEFF?\s*(?:<\?xml[^>]*\?>|<!--[^]*?-->|<!DOCTYPE[^>]*>|\s)*/i, "");
  if (!/^<svg[\s>]/i.test(start)) return notA("SVG");
  if (/<script|<foreignObject|\son\w+\s*=|javascript:/i.test(text)) {
    return { message: "contains a program", remedy: "save it as a plain drawing" };
  }
  if (/<!ENTITY|(?:href|src)\s*=\s*["'](?!#|data:)|@import|url\(\s*["']?(?!#|data:)/i.test(text)) {
    return { message: "loads something from elsewhere", remedy: "save it with everything inside" };
  }
  return undefined;
}
