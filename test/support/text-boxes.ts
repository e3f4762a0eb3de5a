import { outputOf } from "./installed-program.ts";

/** Where a word stands, in points from the upper left corner of its page. */
export interface TextBox {
  readonly page: number;
  readonly word: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export interface PageSize {
  readonly width: number;
  readonly height: number;
}

/** The words of a PDF with their places, by poppler's pdftotext. */
export async function textBoxes(
  path: string,
): Promise<{ readonly pages: readonly PageSize[]; readonly boxes: readonly TextBox[] }> {
  const xml = await outputOf("pdftotext", ["-bbox", path, "-"]);
  const pages: PageSize[] = [];
  const boxes: TextBox[] = [];
  for (const [tag] of xml.matchAll(/<page [^>]*>|<word [^>]*>[^<]*<\/word>/g)) {
    const numbers = Object.fromEntries(
      Array.from(tag.matchAll(/(\w+)="([\d.-]+)"/g), ([, name, value]) => [name, Number(value)]),
    );
    if (tag.startsWith("<page")) {
      pages.push({ width: numbers["width"] ?? 0, height: numbers["height"] ?? 0 });
      continue;
    }
    boxes.push({
      page: pages.length,
      word: />([^<]*)</.exec(tag)?.[1] ?? "",
      left: numbers["xMin"] ?? 0,
      right: numbers["xMax"] ?? 0,
      top: numbers["yMin"] ?? 0,
      bottom: numbers["yMax"] ?? 0,
    });
  }
  return { pages, boxes };
}

/** Type has room above and below it that may overlap; what is printed may not. */
const INNER_HEIGHT = 0.45;
const OVERLAP_POINTS = 0.8;

/** Pairs of words that are printed over each other. */
export function overlaps(boxes: readonly TextBox[]): string[] {
  const found: string[] = [];
  for (const [n, one] of boxes.entries()) {
    for (const other of boxes.slice(n + 1)) {
      if (one.page !== other.page) continue;
      const wide = Math.min(one.right, other.right) - Math.max(one.left, other.left);
      const high = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
      const least = Math.min(one.bottom - one.top, other.bottom - other.top) * INNER_HEIGHT;
      if (wide > OVERLAP_POINTS && high > least) found.push(`${one.word} × ${other.word}`);
    }
  }
  return found;
}
