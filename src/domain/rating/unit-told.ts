/**
 * The unit of a bill's line as it is written behind a quantity, which is decimal text: `31 days`, `1 day`,
 * `3 kW · month`. Each of its parts is told by `word`, and in the singular only where the quantity is
 * exactly one.
 */
export function tellUnit(
  unit: string,
  quantity: string,
  word: (part: string, isOne: boolean) => string,
): string {
  const isOne = /^-?1$/.test(quantity);
  return unit
    .split(/ (?=· )/u)
    .map((part) => word(part, isOne))
    .join(" ");
}
