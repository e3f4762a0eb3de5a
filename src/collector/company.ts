import type { SetbackKind } from "#domain/metering/question-pace.ts";
import { LineError } from "#drivers/line-error.ts";
import type { KeptValues, PolledMeter } from "./collected-meter.ts";
import { agrees } from "./told-apart.ts";

/** How many questions may be under way at once, as its line's setting and its gateway have it. */
export interface Pace {
  readonly atOnce: number;
  /** So many questions at once were all answered without a doubt, or one was that was asked alone. */
  wasClean(asked: number, tookMs: number): void;
  /** So many at once were more than the gateway bears. */
  wasTooMuch(asked: number, kind: SetbackKind): void;
}

/** What was said of a meter in a company that does not count. */
export type Said = { readonly values: KeptValues } | { readonly error: unknown };

/** A suspect and what it showed before it was asked in company. */
interface Suspicion {
  readonly said: Said;
  readonly before: KeptValues;
}

/** Spoiled companies in a row for which nobody could be blamed: then it is the gateway. */
const SPOILED_IN_ROW_AT_MOST = 3;

/**
 * How many meters of a line are asked at once. A company that fails, or whose answers could be one
 * another's (`told-apart.ts`), fails as a whole, and each of its meters is asked again alone: only that
 * counts, for it or against it. What they say alone tells whose fault it was. All of them answer: the
 * gateway's, which does not bear several questions; it mixed them up if it was said of one meter what that
 * cannot have shown. None of them answers: the gateway's as well, whom several questions seem to have
 * laid low. Some do: those that do not are silent meters. And where all that was said agrees with what
 * each says alone, two meters only passed each other's values, and nobody is to blame.
 */
export class Company {
  readonly #pace: Pace;
  /** To be asked again alone. */
  readonly #suspects = new Map<PolledMeter, Suspicion>();
  /** How many were asked in the company that is looked into. */
  #asked = 0;
  #silent = 0;
  #isMixed = false;
  #hasFailed = false;
  #spoiledInRow = 0;

  constructor(pace: Pace) {
    this.#pace = pace;
  }

  get size(): number {
    return this.#suspects.size > 0 ? 1 : this.#pace.atOnce;
  }

  /** Meters were asked together, and each has its own answer. */
  wasClean(asked: number, tookMs: number): void {
    this.#spoiledInRow = 0;
    this.#pace.wasClean(asked, tookMs);
  }

  /** Meters were asked together, and their answers cannot count. */
  wasSpoiled(company: readonly PolledMeter[], said: readonly Said[]): void {
    this.#asked = company.length;
    [this.#silent, this.#isMixed, this.#hasFailed] = [0, false, false];
    for (const [n, meter] of company.entries()) {
      const own = said[n] ?? { values: [] };
      this.#suspects.set(meter, { said: own, before: meter.shown ?? [] });
      if (!("error" in own)) continue;
      this.#hasFailed = true;
      this.#isMixed ||= isOfAnother(own.error);
    }
  }

  /** A meter was asked alone, and answered within so many ms; undefined: it did not. */
  wasAlone(meter: PolledMeter, tookMs: number | undefined): void {
    const hasAnswered = tookMs !== undefined;
    const suspicion = this.#suspects.get(meter);
    if (!suspicion) {
      // A silent meter says nothing of the gateway.
      if (hasAnswered) this.#pace.wasClean(1, tookMs);
      return;
    }
    this.#suspects.delete(meter);
    if (!hasAnswered) this.#silent += 1;
    else if ("values" in suspicion.said && meter.shown) {
      const { said, before } = suspicion;
      this.#isMixed ||= !agrees({ before, said: said.values, alone: meter.shown });
    }
    if (this.#suspects.size === 0) this.#judge();
  }

  #judge(): void {
    this.#spoiledInRow += 1;
    const isLaidLow = this.#silent === this.#asked;
    const isOverloaded = this.#silent === 0 && this.#hasFailed;
    const isMixed = this.#silent === 0 && this.#isMixed;
    if (isMixed || isLaidLow || isOverloaded || this.#spoiledInRow >= SPOILED_IN_ROW_AT_MOST) {
      this.#spoiledInRow = 0;
      this.#pace.wasTooMuch(this.#asked, isMixed ? "mixed" : "overload");
    }
  }
}

/** Whether an answer came, but to another question or of another meter. */
function isOfAnother(error: unknown): boolean {
  return (
    error instanceof LineError && (error.kind === "wrong-unit" || error.kind === "wrong-answer")
  );
}
