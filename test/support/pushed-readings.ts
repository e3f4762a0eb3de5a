import { createHash, randomBytes } from "node:crypto";
import { systemClock } from "#platform/clock.ts";
import type { Database } from "#platform/database.ts";
import type { SiteId } from "#domain/core/id.ts";
import { createChannel, createLine, createMeter, installMeter } from "#storage/meters.ts";
import { createServicePoint } from "#storage/property.ts";
import { setPushToken } from "#storage/push-tokens.ts";

const START = Temporal.Instant.from("2026-03-01T00:00:00Z");
const QUARTER_MS = 900_000;
const COUNTS_A_KWH = 100;

/** A device waits so long between two tries: the limit of pushes a minute is never reached. */
export const TRY_EVERY_MS = 150;

/** A line to which one meter pushes; its token. */
export async function seedPushLine(database: Database, siteId: SiteId): Promise<string> {
  const transport = { kind: "push" } as const;
  const lineId = await createLine(database, { siteId, name: "from the field", transport });
  const meterId = await createMeter(database, {
    siteId,
    lineId,
    modelId: "push-electricity",
    serialNumber: "P1",
    unitAddress: "hall",
  });
  const servicePointId = await createServicePoint(database, {
    siteId,
    name: "hall",
    commodity: "electricity",
    role: "common",
  });
  await installMeter(database, { meterId, servicePointId, installedAt: START });
  await createChannel(database, {
    servicePointId,
    quantity: "energyDelivered",
    unit: "kWh",
    resolution: "0.01",
    registerDigits: 8,
    intervalMinutes: 15,
  });
  const token = randomBytes(32).toString("base64url");
  const tokenSha256 = createHash("sha256").update(token).digest("hex");
  await setPushToken(database, { lineId, tokenSha256, at: systemClock.now(), by: "test" });
  return token;
}

/** When the reading of a slot is measured, in ms since 1970. */
export function timeOf(slot: number): number {
  return START.epochMilliseconds + slot * QUARTER_MS;
}

/** What the register shows in a slot. */
export function countsOf(slot: number): bigint {
  return BigInt(slot) * 7n + 100n;
}

/** Pushes the reading of a slot; whether the service says that it has stored it. */
export async function isPushed(
  address: string | undefined,
  { token, slot }: { readonly token: string; readonly slot: number },
): Promise<boolean> {
  if (address === undefined) return false;
  try {
    const answer = await fetch(`${address}/api/push`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify({
        meter: "hall",
        measuredAt: Temporal.Instant.fromEpochMilliseconds(timeOf(slot)).toString(),
        value: Number(countsOf(slot)) / COUNTS_A_KWH,
      }),
    });
    const body = (await answer.json()) as { stored?: number };
    return answer.status === 200 && body.stored === 1;
  } catch {
    return false;
  }
}

/** What is stored of the slots, by the time in ms. */
export async function storedSlots(database: Database): Promise<ReadonlyMap<number, bigint>> {
  const { rows } = await database.query<{ at: Temporal.Instant; value: bigint }>(
    "select measured_at as at, value from reading_history",
  );
  return new Map(rows.map(({ at, value }) => [at.epochMilliseconds, value]));
}
