/** Millimetres of an em of the bill's 9 pt type. */
const EM_MM = 9 * (25.4 / 72);
/** So that neighbouring columns do not touch. */
const GAP_MM = 5;

/** Parts of an em, on the wide side: figures are tabular, letters as broad as the broader ones. */
const FIGURE_EM = 0.573;
const POINT_EM = 0.28;
const LETTER_EM = 0.65;
const HAN_EM = 1;

/** How wide a column has to be so that no figure in it breaks or runs into the next one. */
export function columnWidth(
  texts: readonly string[],
  { least, scale = 1 }: { readonly least: number; readonly scale?: number },
): number {
  const widest = Math.max(0, ...texts.map(emsOf));
  return Math.ceil(Math.max(least, widest * EM_MM * scale + GAP_MM));
}

function emsOf(text: string): number {
  let ems = 0;
  for (const letter of text) {
    if (/[\d+−×–-]/.test(letter)) ems += FIGURE_EM;
    else if (/[\s.,'’:|]/.test(letter)) ems += POINT_EM;
    else ems += /\p{Script=Han}/u.test(letter) ? HAN_EM : LETTER_EM;
  }
  return ems;
}
