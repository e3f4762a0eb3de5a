import { textMm, type TypeWeight } from "./type-width.ts";

/** A label below a bar, and how it is set. */
export interface BarLabel<Tone extends string> {
  readonly text: string;
  readonly tone: Tone;
  readonly weight: TypeWeight;
}

/** Labels of one tone that follow each other, with the spaces before each, as one text. */
export interface LabelRun<Tone extends string> {
  readonly tone: Tone;
  readonly text: string;
}

/** The font's spaces: em, en, three to an em, four to an em, thin, hair. */
const EM_SPACE = "\u2003";
const SPACES = [EM_SPACE, "\u2002", "\u2004", "\u2005", "\u2009", "\u200a"];

const STEP_EM = 0.02;
/** What is wider begins with em spaces. */
const WIDEST_EM = 3;
/** With as many, each width is met to a twentieth of an em. */
const SPACES_AT_MOST = 5;

/** Spaces, and how wide they are together. */
interface Pad {
  readonly text: string;
  readonly ems: number;
}

/**
 * Labels in a row, each in the middle of its place, of which each is `pitchMm` wide: to a twentieth of an em.
 * Texts of their own take the engine several times as long. A label that is wider than its place pushes the
 * next ones to the right.
 */
export function labelRow<Tone extends string>(
  labels: readonly BarLabel<Tone>[],
  { pitchMm, points }: { readonly pitchMm: number; readonly points: number },
): LabelRun<Tone>[] {
  const emMm = textMm(EM_SPACE, points);
  const runs: { readonly tone: Tone; text: string }[] = [];
  let end = 0;
  for (const [n, { text, tone, weight }] of labels.entries()) {
    const mm = textMm(text, points, weight);
    const pad = padOf(((n + 0.5) * pitchMm - mm / 2 - end) / emMm);
    end += pad.ems * emMm + mm;
    const run = runs.at(-1);
    if (run?.tone === tone) run.text += pad.text + text;
    else runs.push({ tone, text: pad.text + text });
  }
  return runs;
}

/** The spaces that are nearest to a width. */
function padOf(ems: number): Pad {
  pads ??= allPads();
  const whole = Math.max(0, Math.ceil(ems - WIDEST_EM));
  const pad = pads[Math.max(0, stepOf(ems - whole))] ?? { text: "", ems: 0 };
  return { text: EM_SPACE.repeat(whole) + pad.text, ems: whole + pad.ems };
}

/** By step. */
let pads: readonly Pad[] | undefined;

function stepOf(ems: number): number {
  return Math.round(ems / STEP_EM);
}

/** For each step the fewest spaces that come to it, or else to the step nearest to it. */
function allPads(): readonly Pad[] {
  const found = new Map<number, Pad>([[0, { text: "", ems: 0 }]]);
  let longest = [...found.values()];
  for (let count = 1; count <= SPACES_AT_MOST; count += 1) {
    const longer: Pad[] = [];
    for (const { text, ems } of longest) {
      for (const space of SPACES) {
        const pad = { text: text + space, ems: ems + textMm(space, 1) / textMm(EM_SPACE, 1) };
        if (pad.ems > WIDEST_EM || found.has(stepOf(pad.ems))) continue;
        found.set(stepOf(pad.ems), pad);
        longer.push(pad);
      }
    }
    longest = longer;
  }
  const reached = [...found.keys()];
  return Array.from({ length: stepOf(WIDEST_EM) + 1 }, (_, step) => {
    const nearest = reached.reduce((best, one) =>
      Math.abs(one - step) < Math.abs(best - step) ? one : best,
    );
    return found.get(nearest) ?? { text: "", ems: 0 };
  });
}
