import { createHash, randomBytes } from "node:crypto";
import type { LineId, SiteId } from "#domain/core/id.ts";
import type { LineTransport } from "#domain/metering/line-transport.ts";
import type { MeterModel } from "#domain/metering/meter-model.ts";
import type { Database, Queryable } from "#platform/database.ts";
import { ANNEX, type AnnexLine, type AnnexMeter } from "#simulator/annex.ts";
import {
  createChannel,
  createLine,
  createMeter,
  installMeter,
  listLines,
  setLineTransport,
} from "#storage/meters.ts";
import { createServicePoint } from "#storage/property.ts";
import { setPushToken } from "#storage/push-tokens.ts";

const LOOPBACK = "127.0.0.1";
const TIMEOUT_MS = 800;
const TOKEN_BYTES = 32;
const INTERVAL_MINUTES = 15;
const SERIAL = { baudRate: 19_200, dataBits: 8, parity: "even", stopBits: 1 } as const;

interface AnnexPlace {
  readonly siteId: SiteId;
  readonly catalogue: readonly MeterModel[];
  readonly at: Temporal.Instant;
}

/** Enters the annex where it is not there yet: its meters are read from this day on. */
export async function seedAnnex(database: Database, place: AnnexPlace): Promise<void> {
  const known = new Set((await listLines(database, place.siteId)).map(({ name }) => name));
  const missing = ANNEX.filter(({ name }) => !known.has(name));
  if (missing.length === 0) return;
  await database.transaction(async (tx) => {
    for (const line of missing) await seedLine(tx, place, line);
  });
}

async function seedLine(tx: Queryable, place: AnnexPlace, line: AnnexLine): Promise<void> {
  const { siteId } = place;
  // It leads nowhere until the simulated annex says where it listens.
  const lineId = await createLine(tx, { siteId, name: line.name, transport: transportOf(line, 1) });
  for (const meter of line.meters) await seedMeter(tx, { ...place, lineId }, meter);
}

async function seedMeter(
  tx: Queryable,
  { siteId, catalogue, at, lineId }: AnnexPlace & { readonly lineId: LineId },
  meter: AnnexMeter,
): Promise<void> {
  const model = catalogue.find(({ id }) => id === meter.modelId);
  const billing = model?.registers.find(({ role }) => role === "billing");
  if (!billing?.resolution) throw new RangeError(`no billed register of ${meter.modelId}`);
  const { serialNumber, modelId, address: unitAddress, commodity, point, pulses } = meter;
  const servicePointId = await createServicePoint(tx, {
    siteId,
    spaceId: undefined,
    commodity,
    role: "common",
    name: point,
  });
  const meterId = await createMeter(tx, {
    siteId,
    serialNumber,
    modelId,
    lineId,
    unitAddress,
    ...(pulses && {
      parameters: { pulseWeight: pulses.weight, startValue: pulses.startValue },
    }),
  });
  await installMeter(tx, { meterId, servicePointId, installedAt: at });
  await createChannel(tx, {
    servicePointId,
    quantity: billing.quantity,
    unit: billing.unit,
    resolution: billing.resolution,
    registerDigits: billing.digits ?? 0,
    intervalMinutes: INTERVAL_MINUTES,
  });
}

/** Leads the lines of the annex to where it listens now; returns the token of its pushing meters. */
export async function leadAnnex(
  database: Database,
  {
    siteId,
    ports,
    at,
  }: { siteId: SiteId; ports: Readonly<Record<string, number>>; at: Temporal.Instant },
): Promise<string> {
  const token = randomBytes(TOKEN_BYTES).toString("base64url");
  const tokenSha256 = createHash("sha256").update(token).digest("hex");
  const byName = new Map(ANNEX.map((line) => [line.name, line]));
  for (const { id: lineId, name } of await listLines(database, siteId)) {
    const line = byName.get(name);
    if (!line) continue;
    if (line.kind === "push") await setPushToken(database, { lineId, tokenSha256, at, by: "demo" });
    else {
      const transport = transportOf(line, ports[name] ?? 1);
      await setLineTransport(database, { lineId, transport });
    }
  }
  return token;
}

function transportOf({ kind }: AnnexLine, port: number): LineTransport {
  switch (kind) {
    case "wire":
      return {
        kind: "serial-server",
        host: LOOPBACK,
        port,
        timeoutMs: TIMEOUT_MS,
        serial: SERIAL,
      };
    case "mqtt":
      return { kind: "mqtt", url: `mqtt://${LOOPBACK}:${port}` };
    case "push":
      return { kind: "push" };
  }
}
