/** What a meter shows now, by quantity; only what is fresh. */
export type ShownNow = ReadonlyMap<string, number>;

/** Whether what is shown is bad, and the value that says so. */
export interface LiveJudgement {
  readonly condition: "bad" | "good" | "between" | "unknown";
  readonly value: number;
  /** `L2`, or nothing where it is not about a phase. */
  readonly phases: readonly string[];
}

const UNKNOWN: LiveJudgement = { condition: "unknown", value: Number.NaN, phases: [] };
const PHASES = ["L1", "L2", "L3"] as const;

/** Below it the power factor is that of stand-by supplies, and costs nothing. */
const LEAST_POWER_KW = 1;
/** So much better than the threshold clears it. */
const POWER_FACTOR_CLEARANCE = 0.02;

/** Whether the power factor is too low while power is drawn that matters; leading or lagging alike. */
export function judgePowerFactor(shown: ShownNow, threshold: number): LiveJudgement {
  const power = shown.get("activePower");
  const factor = shown.get("powerFactor");
  if (power === undefined || factor === undefined) return UNKNOWN;
  if (Math.abs(power) < LEAST_POWER_KW) return { ...UNKNOWN, condition: "between" };
  const value = Math.abs(factor);
  const condition = graded(threshold - value, POWER_FACTOR_CLEARANCE);
  return { condition, value, phases: [] };
}

/** No phase of a grid has less; what shows less has no voltage at all. */
const DEAD_VOLTS = 60;
const PERCENT = 100;

/**
 * Whether a phase has no voltage that had some before (`seen`): a meter for three phases that is wired
 * to one never had it on the others. `threshold` is in percent of the strongest phase.
 */
export function judgePhases(
  shown: ShownNow,
  { threshold, seen }: { readonly threshold: number; readonly seen: ReadonlySet<string> },
): LiveJudgement {
  const volts = phaseVolts(shown);
  const strongest = Math.max(...volts.map(({ value }) => value));
  if (volts.length < PHASES.length || strongest < DEAD_VOLTS) return UNKNOWN;
  const weak = volts.filter(({ value }) => value < (threshold / PERCENT) * strongest);
  const missing = weak.filter(({ phase }) => seen.has(phase));
  const value = Math.min(...volts.map((volt) => volt.value));
  if (missing.length > 0) {
    return { condition: "bad", value, phases: missing.map(({ phase }) => phase) };
  }
  return { condition: weak.length > 0 ? "unknown" : "good", value, phases: [] };
}

/** The phases that have voltage, to be remembered for judgePhases. */
export function livingPhases(shown: ShownNow): string[] {
  return phaseVolts(shown)
    .filter(({ value }) => value >= DEAD_VOLTS)
    .map(({ phase }) => phase);
}

/** Low-voltage grids of the world, phase to neutral: 110 to 127 V and 220 to 240 V. */
const GRIDS = [
  { belowVolts: 160, lowest: 110, highest: 127 },
  { belowVolts: 300, lowest: 220, highest: 240 },
] as const;
const VOLTS_CLEARANCE = 2;

/** Whether a phase has too little or too much voltage for any grid of its kind, by `threshold` percent. */
export function judgeVoltage(shown: ShownNow, threshold: number): LiveJudgement {
  // A phase without any is another alarm; where voltages are transformed there is no telling.
  const judged = phaseVolts(shown).flatMap(({ phase, value }) => {
    const grid = GRIDS.find(({ belowVolts }) => value < belowVolts);
    if (!grid || value < DEAD_VOLTS) return [];
    const tooLow = grid.lowest * (1 - threshold / PERCENT) - value;
    const tooHigh = value - grid.highest * (1 + threshold / PERCENT);
    return [{ phase, value, excess: Math.max(tooLow, tooHigh) }];
  });
  const [worst] = judged.toSorted((a, b) => b.excess - a.excess);
  if (!worst) return UNKNOWN;
  const condition = graded(worst.excess, VOLTS_CLEARANCE);
  const bad = judged.filter(({ excess }) => excess > 0);
  return { condition, value: worst.value, phases: bad.map(({ phase }) => phase) };
}

/** Below it the water hardly moves, and cools down by itself. */
const LEAST_FLOW = 0.05;
const KELVIN_CLEARANCE = 1;

/** Whether water flows through a heat meter (m³/h) and hardly leaves heat there. */
export function judgeSpread(shown: ShownNow, threshold: number): LiveJudgement {
  const flow = shown.get("flow");
  const warm = shown.get("flowTemperature");
  const back = shown.get("returnTemperature");
  if (flow === undefined || warm === undefined || back === undefined) return UNKNOWN;
  const value = Math.abs(warm - back);
  if (flow < LEAST_FLOW) return { condition: "between", value, phases: [] };
  return { condition: graded(threshold - value, KELVIN_CLEARANCE), value, phases: [] };
}

/** bad above nothing, good below minus the clearance. */
function graded(excess: number, clearance: number): LiveJudgement["condition"] {
  if (excess > 0) return "bad";
  return excess < -clearance ? "good" : "between";
}

function phaseVolts(shown: ShownNow) {
  return PHASES.flatMap((phase) => {
    const value = shown.get(`voltage${phase}`);
    return value === undefined ? [] : [{ phase, value }];
  });
}
