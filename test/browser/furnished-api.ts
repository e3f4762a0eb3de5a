/** The demo's building with some months of readings and bills, served with the built web. */
import { join } from "node:path";
import { hashPassword } from "#api/passwords.ts";
import { startServer } from "#api/server.ts";
import { billHistory } from "#demo/bill-history.ts";
import { DEMO } from "#demo/demo-building.ts";
import { readDemoTariffs } from "#demo/demo-tariffs.ts";
import { loadHistory } from "#demo/load-history.ts";
import { progressOn } from "#demo/progress.ts";
import { asId } from "#domain/core/id.ts";
import { watchCommunication } from "#jobs/watch-communication.ts";
import { raiseAlarm } from "#storage/alarms.ts";
import { seedProperty } from "#demo/seed-property.ts";
import { loadCatalogue } from "#drivers/catalogue.ts";
import { MovableClock } from "#platform/clock.ts";
import type { Database } from "#platform/database.ts";
import { createLog } from "#platform/log.ts";
import { planBuilding } from "#simulator/building.ts";
import { ConsumptionModel } from "#simulator/consumption-model.ts";
import { createUser } from "#storage/users.ts";

const ROOT = join(import.meta.dirname, "../..");

/** Noon of a winter day in Berlin. */
export const NOW = Temporal.Instant.from("2026-11-24T11:07:00Z");
export const USER = { email: "tester@example.org", password: "a long enough password" } as const;
/** The meter that does not answer, by its index in the plan's points. */
const SILENT_POINT = 12;
const SILENT_SINCE = NOW.subtract({ hours: 3 });

export interface FurnishedApi {
  readonly address: string;
  readonly database: Database;
  stop(): Promise<void>;
}

/** Fills an empty database with `months` billed months, and serves it. */
export async function startFurnishedApi(
  database: Database,
  { months, port = 0 }: { readonly months: number; readonly port?: number },
): Promise<FurnishedApi> {
  await furnish(database, months);
  const server = await startServer({
    database,
    clock: new MovableClock(NOW),
    log: createLog("silent"),
    host: "127.0.0.1",
    port,
    webFolder: join(ROOT, "web/dist"),
    catalogue: loadCatalogue(join(ROOT, "catalogue/meters")),
  });
  return { address: server.address, database, stop: () => server.stop() };
}

async function furnish(database: Database, months: number): Promise<void> {
  const plan = planBuilding({ seed: DEMO.seed, timeZone: DEMO.timeZone });
  const today = NOW.toZonedDateTimeISO(DEMO.timeZone).toPlainDate();
  const billedFrom = today.with({ day: 1 }).subtract({ months });
  const readFrom = billedFrom;
  const tariffs = await readDemoTariffs(join(ROOT, "catalogue"));
  const { channels } = await database.transaction((tx) =>
    seedProperty(tx, { plan, tariffs, readFrom, billedFrom }),
  );
  await loadHistory({
    database,
    model: new ConsumptionModel(plan),
    bypasses: new Map(),
    channels,
    from: readFrom.toZonedDateTime(DEMO.timeZone).toInstant(),
    to: NOW,
    silentSince: new Map([[SILENT_POINT, SILENT_SINCE]]),
    progress: progressOn({ write: () => {} }),
  });
  await billHistory({
    database,
    log: createLog("silent"),
    timeZone: DEMO.timeZone,
    months: Array.from({ length: months }, (_, n) => billedFrom.add({ months: n })),
    tenants: plan.tenants.length,
    progress: progressOn({ write: () => {} }),
  });
  await showLiveValues(database);
  await makeDocuments(database);
  await raiseAlarms(database);
  await createUser(database, {
    email: USER.email,
    name: "The tester",
    role: "administrator",
    language: "en",
    tenantId: null,
    passwordHash: await hashPassword(USER.password),
    createdAt: NOW,
  });
}

/** What a collector would have seen a moment ago; one meter is silent. */
async function showLiveValues(database: Database): Promise<void> {
  await database.query(
    `insert into communication_state
       (meter_id, line_id, last_good_at, last_attempt_at, attempts, answers, latency_ms,
        consecutive_failures, last_error)
     select m.id, m.line_id, case when silent then $2::timestamptz else $1 end, $1, 4000,
            case when silent then 3640 else 3998 end, 14,
            case when silent then 360 else 0 end,
            case when silent then 'no answer within 1000 ms' end
       from (select *, row_number() over (order by id) - 1 = $3 as silent from meter) m`,
    [NOW.subtract({ seconds: 2 }).toString(), SILENT_SINCE.toString(), SILENT_POINT],
  );
  await database.query(
    `insert into live_value (meter_id, channel_key, value, unit, measured_at)
     select m.id, v.key, round((v.base * (0.4 + (m.id * 7919 % 97) / 80.0))::numeric, v.digits),
            v.unit, s.last_good_at
       from meter m
       join communication_state s on s.meter_id = m.id
       join meter_installation i on i.meter_id = m.id
       join service_point p on p.id = i.service_point_id
       join (values ('electricity', 'activePower', 2.4, 2, 'kW'),
                    ('electricity', 'energyDelivered', 40211.7, 2, 'kWh'),
                    ('electricity', 'voltageL1', 230.1, 1, 'V'),
                    ('electricity', 'currentL1', 4.1, 2, 'A'),
                    ('electricity', 'frequency', 50, 2, 'Hz'),
                    ('cold-water', 'flow', 0.12, 3, 'm3/h'),
                    ('cold-water', 'volume', 812.4, 3, 'm3'),
                    ('heat', 'thermalPower', 3.1, 2, 'kW'),
                    ('heat', 'energyDelivered', 9120, 1, 'kWh'),
                    ('heat', 'flowTemperature', 61, 1, '°C'))
         v (commodity, key, base, digits, unit) on v.commodity = p.commodity`,
  );
}

/** The renderer has its own tests: here a bill only needs a file that a browser can open. */
async function makeDocuments(database: Database): Promise<void> {
  await database.query(
    `insert into bill_document (bill_id, pdf, sha256, made_at)
     select id, $1, repeat('0', 64), $2 from bill`,
    [Buffer.from("%PDF-1.7\n%%EOF\n"), NOW.toString()],
  );
  await database.query(
    `insert into outbox_mail (site_id, delivery_key, message_id, bill_id, recipient, subject, body,
                              state, next_attempt_at, created_at, sent_at, last_error)
     select b.site_id, 'bill ' || b.id, '<bill-' || b.id || '@example.org>', b.id,
            t.emails[1], 'Bill ' || b.number, 'Attached.',
            case when b.id % 19 = 0 then 'failed' else 'sent' end, $1, b.issued_at,
            case when b.id % 19 = 0 then null else b.issued_at end,
            case when b.id % 19 = 0 then '550 no such mailbox' end
       from bill b join lease l on l.id = b.lease_id join tenant t on t.id = l.tenant_id`,
    [NOW.toString()],
  );
}

/** The watcher's own alarm about the silent meter, and one about water that goes missing. */
async function raiseAlarms(database: Database): Promise<void> {
  await watchCommunication({ database, clock: new MovableClock(NOW), log: createLog("silent") });
  const [zone] = (
    await database.query<{ id: number; site_id: number; name: string }>(
      "select id, site_id, name from balance_zone where commodity = 'cold-water'",
    )
  ).rows;
  if (!zone) throw new Error("the demo's building has no balance zone for water");
  await database.transaction((tx) =>
    raiseAlarm(tx, {
      siteId: asId(zone.site_id),
      source: { kind: "balance-zone", id: zone.id, name: zone.name },
      raisedAt: NOW.subtract({ hours: 26 }),
      details: {
        rule: "zone-loss",
        from: "2026-11-22T23:00:00Z",
        to: "2026-11-23T09:00:00Z",
        supplied: "18.420",
        used: "15.107",
        loss: "3.313",
        lossPercent: "17.99",
        allowed: "0.921",
        unit: "m3",
        intervals: 40,
      },
    }),
  );
}
