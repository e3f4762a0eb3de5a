import type { Mutant, Span } from "./mutants.ts";

/** What tells the instrumented sources which mutant is active: its number from 1; 0 for none. */
const ACTIVE = "globalThis.activeMutant";

export function setActive(number: number): void {
  Reflect.set(globalThis, "activeMutant", number);
}

interface Place extends Span {
  readonly mutants: { readonly number: number; readonly mutant: Mutant }[];
}

/**
 * The source with all its mutants in it, each behind a question whether it is the active one. So
 * modules are loaded once, not once a mutant, and what has been compiled stays so.
 */
export function withMutants(source: string, mutants: readonly Mutant[]): string {
  const places = new Map<string, Place>();
  for (const [n, mutant] of mutants.entries()) {
    const { from, to } = mutant.whole;
    const key = `${from}-${to}`;
    const place = places.get(key) ?? { from, to, mutants: [] };
    place.mutants.push({ number: n + 1, mutant });
    places.set(key, place);
  }
  const outermostFirst = [...places.values()].toSorted((a, b) => a.from - b.from || b.to - a.to);
  return rendered(source, { from: 0, to: source.length }, outermostFirst);
}

/** The stretch of the source with the places that lie in it. */
function rendered(source: string, span: Span, places: readonly Place[]): string {
  let text = "";
  let at = span.from;
  for (const place of places) {
    if (place.from < at || place.to > span.to) continue;
    const inside = places.filter(
      (one) => one !== place && one.from >= place.from && one.to <= place.to,
    );
    text += source.slice(at, place.from) + choice(source, place, rendered(source, place, inside));
    at = place.to;
  }
  return text + source.slice(at, span.to);
}

function choice(source: string, { mutants }: Place, otherwise: string): string {
  return mutants.reduceRight((text, { number, mutant }) => {
    const { from, to, replacement, whole } = mutant;
    if (mutant.kind === "block") return `{ if (${ACTIVE} !== ${number}) ${text} }`;
    const mutated = source.slice(whole.from, from) + replacement + source.slice(to, whole.to);
    return `(${ACTIVE} === ${number} ? (${mutated}) : (${text}))`;
  }, otherwise);
}
