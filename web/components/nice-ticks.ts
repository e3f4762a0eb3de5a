const TICKS_WANTED = 4;

/** Round values from 0 to at least `highest`, for an axis. */
export function niceTicks(highest: number): readonly number[] {
  if (!(highest > 0)) return [0, 1];
  const rough = highest / TICKS_WANTED;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 2.5, 5, 10].find((size) => size * power >= rough) ?? 10) * power;
  const count = Math.ceil(highest / step - 1e-9);
  return Array.from({ length: count + 1 }, (_, n) => n * step);
}
