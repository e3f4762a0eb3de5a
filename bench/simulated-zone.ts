/**
 * A building whose truth is known, for bench/evasion: shops, offices, food trade and dwellings of
 * the simulator's load curves behind one supply meter, read every hour or quarter of an hour for 90 days. On top of the
 * truth come what real installations have: every meter's own error within class 1, larger at small
 * load; registers of 0.01 kWh (the supply's of 0.1); readings up to three seconds off; cables that
 * heat with the square of the load and a transformer's idle loss; silent meters for hours and days;
 * tenants that move out and in; both clock changes. In half the buildings a tenant leads 5 to 50 % of
 * its use past the meter from some day on.
 */
import type { ZoneHistory } from "#domain/balance/zone-history.ts";
import { LocalDays, QUARTER_MS } from "#simulator/local-days.ts";
import { noiseAt, noiseBetween, noiseKey, smoothNoise } from "#simulator/seeded-noise.ts";
import { LoadCurve } from "#simulator/use-curve.ts";
import { USE_PROFILES, type Use } from "#simulator/use-profiles.ts";

export const DAYS = 90;
const HOURS = DAYS * 24;
const ZONES = [
  "Europe/Berlin",
  "America/New_York",
  "Asia/Shanghai",
  "Australia/Lord_Howe",
] as const;
/** Fortnights of the year on which a history may begin: both clock changes are met. */
const STARTS = 26;
const LEARNING_DAYS = 10;
const DAYS_LEFT = 4;

export interface Theft {
  /** Index of the use point. */
  readonly point: number;
  readonly pointId: number;
  /** Of the history; a full hour. */
  readonly fromStep: number;
  readonly fraction: number;
  /** Of what was supplied from then on. */
  readonly shareOfSupply: number;
}

/** Hours of the history in which nobody lived at a use point: `[from, to)`. */
export interface Vacancy {
  readonly pointId: number;
  readonly fromHour: number;
  readonly toHour: number;
}

export interface SimulatedZone {
  readonly history: ZoneHistory;
  readonly timeZone: string;
  readonly vacancies: readonly Vacancy[];
  readonly theft: Theft | undefined;
}

/** The building number `n` of a seed; odd ones hold a thief. Its truth is the same at every interval. */
export function simulateZone(
  seed: number,
  { n, perHour }: { readonly n: number; readonly perHour: number },
): SimulatedZone {
  const key = noiseKey(seed, `zone ${n}`);
  const timeZone = ZONES[n % ZONES.length] ?? ZONES[0];
  const days = new LocalDays(timeZone);
  const startDay = 300 + Math.floor(noiseAt(key, 1) * STARTS) * 14;
  const fromMs = days.at(startDay).firstQuarter * QUARTER_MS;
  const truths = tenantsOf({ key, days, fromMs, perHour });
  const theft = n % 2 === 1 ? drawTheft(key, { points: truths.length, perHour }) : undefined;
  const supplied = suppliedOf(key, truths);
  const uses = truths.map((truth, point) => {
    const seen = theft?.point === point ? bypassed(truth, theft) : truth;
    return {
      pointId: point + 1,
      resolution: 0.01,
      values: readOut(seen, {
        key: noiseKey(key, `meter ${point}`),
        resolution: 0.01,
        gaps: true,
        perHour,
      }),
    };
  });
  const supplies = [
    {
      pointId: 1000,
      resolution: 0.1,
      values: readOut(supplied, {
        key: noiseKey(key, "supply"),
        resolution: 0.1,
        gaps: false,
        perHour,
      }),
    },
  ];
  const history = { fromMs, stepHours: 1 / perHour, supplies, uses };
  const vacancies = truths.flatMap((_, point): Vacancy[] => {
    const { from, to } = vacancyOf(noiseKey(key, `tenant ${point}`));
    return to > from ? [{ pointId: point + 1, fromHour: from, toHour: Math.ceil(to) }] : [];
  });
  if (!theft) return { history, timeZone, vacancies, theft };
  const truth = truths[theft.point] ?? new Float64Array(0);
  const stolen = theft.fraction * since(truth, theft.fromStep);
  return {
    history,
    timeZone,
    vacancies,
    theft: {
      ...theft,
      pointId: theft.point + 1,
      shareOfSupply: stolen / since(supplied, theft.fromStep),
    },
  };
}

function since(amounts: Float64Array, step: number): number {
  return amounts.subarray(step).reduce((sum, amount) => sum + amount, 0);
}

const MIX: readonly (readonly [Use, number, number])[] = [
  ["shop", 50, 160],
  ["office", 60, 260],
  ["food", 40, 130],
  ["dwelling", 45, 110],
  ["dwelling", 45, 110],
  ["lighting", 400, 1500],
];

/** True use of every tenant in kWh, step by step. */
function tenantsOf({
  key,
  days,
  fromMs,
  perHour,
}: {
  readonly key: number;
  readonly days: LocalDays;
  readonly fromMs: number;
  readonly perHour: number;
}): Float64Array[] {
  const quarters = 4 / perHour;
  const count = 8 + Math.floor(noiseAt(key, 2) * 25);
  const leaning = Math.floor(noiseAt(key, 3) * MIX.length);
  return Array.from({ length: count }, (_, n) => {
    const own = noiseKey(key, `tenant ${n}`);
    const [use, least, most] =
      MIX[noiseAt(own, 1) < 0.4 ? leaning : Math.floor(noiseAt(own, 2) * MIX.length)] ?? MIX[0]!;
    const profile = USE_PROFILES[use].electricity;
    if (!profile) throw new Error(`no electricity in ${use}`);
    const load = {
      use,
      areaM2: noiseBetween(own, 3, [least, most]),
      intensity: noiseBetween(own, 4, [0.6, 1.6]),
    };
    const curve = new LoadCurve({ seed: key, days, load, profile, key: own, tenantKey: own });
    const used = curve.usedAtQuarters({ first: fromMs / QUARTER_MS, count: HOURS * 4 });
    const vacancy = vacancyOf(own);
    return Float64Array.from({ length: HOURS * perHour }, (_step, step) => {
      const hour = step / perHour;
      const amount = ((used[(step + 1) * quarters] ?? 0) - (used[step * quarters] ?? 0)) / 1e6;
      const habit = 1 + 0.15 * smoothNoise(own ^ 0x51ed270b, hour / 11);
      return amount * habit * (hour >= vacancy.from && hour < vacancy.to ? vacancy.left : 1);
    });
  });
}

/** One tenant in six moves out, or in, for some weeks of the 90 days. */
function vacancyOf(own: number) {
  if (noiseAt(own, 11) > 1 / 6) return { from: 0, to: 0, left: 1 };
  const from = Math.floor(noiseAt(own, 12) * HOURS);
  return { from, to: from + Math.floor(noiseBetween(own, 13, [10, 60]) * 24), left: 0.04 };
}

/** Nobody steals in an empty flat: who has moved out begins when the next one has moved in. */
function drawTheft(
  key: number,
  { points, perHour }: { readonly points: number; readonly perHour: number },
): Theft {
  const latest = (DAYS - DAYS_LEFT) * 24;
  const point = Math.floor(noiseAt(key, 21) * points);
  const drawn = Math.floor(noiseBetween(key, 22, [LEARNING_DAYS * 24, latest]));
  const vacancy = vacancyOf(noiseKey(key, `tenant ${point}`));
  const isEmpty = drawn >= vacancy.from && drawn < vacancy.to;
  return {
    point,
    pointId: 0,
    fromStep: perHour * (isEmpty ? Math.min(vacancy.to, latest) : drawn),
    fraction: noiseBetween(key, 23, [0.05, 0.5]),
    shareOfSupply: 0,
  };
}

function bypassed(truth: Float64Array, { fromStep, fraction }: Theft): Float64Array {
  return truth.map((amount, step) => (step >= fromStep ? amount * (1 - fraction) : amount));
}

/** All use, the cables' heat and the idle loss. */
function suppliedOf(key: number, truths: readonly Float64Array[]): Float64Array {
  const total = new Float64Array(truths[0]?.length ?? 0);
  for (const truth of truths)
    for (let n = 0; n < total.length; n += 1) total[n] = (total[n] ?? 0) + (truth[n] ?? 0);
  const mean = total.reduce((sum, amount) => sum + amount, 0) / total.length;
  const heat = noiseBetween(key, 31, [0.004, 0.015]);
  const leak = noiseBetween(key, 32, [0, 0.01]);
  const idle = noiseBetween(key, 33, [0.002, 0.01]) * mean;
  return total.map((amount) => amount * (1 + leak) + (heat * amount * amount) / mean + idle);
}

/** What the meter's register shows at every step, read a little off time; NaN where silent. */
function readOut(
  truth: Float64Array,
  {
    key,
    resolution,
    gaps,
    perHour,
  }: {
    readonly key: number;
    readonly resolution: number;
    readonly gaps: boolean;
    readonly perHour: number;
  },
): Float64Array {
  const gain = gaussian(key, 1) * 0.004;
  const atSmallLoad = gaussian(key, 2) * 0.004;
  const mean = truth.reduce((sum, amount) => sum + amount, 0) / truth.length;
  const bounded = Math.max(-0.01, Math.min(0.01, gain));
  const values = new Float64Array(truth.length + 1);
  let counted = 0;
  for (let n = 0; n <= truth.length; n += 1) {
    const offSeconds = noiseBetween(key, 1000 + n, [0, 3]);
    const flow = truth[Math.min(n, truth.length - 1)] ?? 0;
    values[n] =
      Math.floor((counted + (flow * perHour * offSeconds) / 3600) / resolution) * resolution;
    const load = (truth[n] ?? 0) / Math.max(mean, 1e-9);
    counted += (truth[n] ?? 0) * (1 + bounded + atSmallLoad / (1 + 4 * load));
  }
  if (gaps) silence(values, { key, perHour });
  return values;
}

/** Now and then silent for some hours; one meter in ten once for days. */
function silence(
  values: Float64Array,
  { key, perHour }: { readonly key: number; readonly perHour: number },
): void {
  const silent = (from: number, hours: number) =>
    values.fill(Number.NaN, from * perHour, (from + hours) * perHour);
  for (let day = 0; day < DAYS; day += 1) {
    if (noiseAt(key, 5000 + day) > 0.015) continue;
    const from = day * 24 + Math.floor(noiseAt(key, 6000 + day) * 24);
    silent(from, 1 + Math.floor(noiseAt(key, 7000 + day) * 8));
  }
  if (noiseAt(key, 8000) > 0.1) return;
  const from = Math.floor(noiseAt(key, 8001) * HOURS);
  silent(from, Math.floor(noiseBetween(key, 8002, [24, 72])));
}

/** About normal with deviation one: the sum of twelve even draws less six. */
function gaussian(key: number, index: number): number {
  let sum = -6;
  for (let n = 0; n < 12; n += 1) sum += noiseAt(key, index * 100 + n);
  return sum;
}
