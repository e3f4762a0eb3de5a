/** What the trend screen asks of the API, while many channels are stored. */
import type { Database } from "#platform/database.ts";
import { storeMonths } from "#storage/month-row.ts";
import { createUser } from "#storage/users.ts";
import { hashPassword } from "#api/passwords.ts";
import { PASSWORD, runApi } from "#test/api/running-api.ts";
import { createTestPoint, createTestSite, type TestPoint } from "#test/support/metered-site.ts";
import type { Figure } from "./figure.ts";
import { packedMonths } from "./measured-load.ts";

const FIRST = Temporal.PlainDate.from("2024-12-01");
const MONTHS = 25;
/** Meters that are asked for, of all. */
const ASKED = 40;
const REQUESTS = 200;
const PERCENTILE = 0.95;

/** The 95th percentile of trends of a month and of a year, a channel at a time. */
export async function* measureTrends(database: Database, channels: number): AsyncGenerator<Figure> {
  const siteId = await createTestSite(database);
  const points = await database.transaction(async (tx) => {
    const created: TestPoint[] = [];
    for (let n = 0; n < channels; n += 1) {
      created.push(await createTestPoint(tx, { siteId, name: `Unit ${n + 1}` }));
    }
    return created;
  });
  const meters = points.slice(-ASKED).map(({ meterId }) => meterId);
  const stored = points.map(({ channelId }) => channelId);
  await database.transaction((tx) =>
    storeMonths(tx, packedMonths(stored, { first: FIRST, months: MONTHS })),
  );
  await database.query("analyze");
  await database.query("vacuum analyze reading_month");
  await createUser(database, {
    email: "bench@example.org",
    name: "Bench",
    role: "administrator",
    tenantId: null,
    passwordHash: await hashPassword(PASSWORD),
    language: "en",
    createdAt: Temporal.Instant.from("2026-01-01T00:00Z"),
  });
  const closing: (() => Promise<void> | void)[] = [];
  try {
    const api = await runApi({ after: (tidy) => closing.push(tidy) }, { database });
    const cookie = await api.signIn("bench@example.org");
    for (const { name, asks } of [
      { name: "a day", asks: "range=day" },
      { name: "a month", asks: "range=month" },
      { name: "a year", asks: "range=year" },
      { name: "a year by quarter hours", asks: "range=year&curve=intervals" },
    ]) {
      const times: number[] = [];
      for (let request = 0; request < REQUESTS; request += 1) {
        const meter = meters[(request * 7) % ASKED];
        const from = performance.now();
        const path = `/meters/${meter}/trend?${asks}&at=2026-03-10`;
        const response = await api.call("GET", path, { cookie });
        const text = await response.text();
        times.push(performance.now() - from);
        if (response.status !== 200) throw new Error(`${path}: ${response.status} ${text}`);
      }
      times.sort((a, b) => a - b);
      yield {
        figure: `trend of ${name} by the API, p95, ${stored.length} channels stored`,
        value: times[Math.floor(REQUESTS * PERCENTILE)] ?? Infinity,
        unit: "ms",
        against: { what: "the median", value: times[REQUESTS / 2] ?? Infinity },
      };
    }
  } finally {
    for (const close of closing.toReversed()) await close();
  }
}
