/** Points that are calculated from others: entered by the interface, billed, shared out, traced. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import { verifyEvidence } from "#domain/billing/verify-evidence.ts";
import { faultText } from "#domain/core/fault.ts";
import { asId, type BillId, type ChannelId, type ServicePointId } from "#domain/core/id.ts";
import { READING_QUALITY } from "#domain/metering/reading-quality.ts";
import { makeEvidence } from "#jobs/make-evidence.ts";
import { correctReadings } from "#storage/correct-readings.ts";
import { attachServicePoint } from "#storage/leases.ts";
import { addTariffVersion, createTariff } from "#storage/tariffs.ts";
import { daysTouched, listTouchedBills } from "#storage/touched-bills.ts";
import { json, runApi, seedUsers } from "#test/api/running-api.ts";
import { type Let, letUnit, onlyBill, STEADY } from "#test/support/let-unit.ts";
import { createTestPoint, storeSteadyReadings } from "#test/support/metered-site.ts";

const PLAIN = {
  format: "smartpm-tariff/1",
  name: "Plain",
  commodity: "electricity",
  currency: "EUR",
  charges: [{ kind: "consumption", id: "energy", label: "Energy", tiers: [{ price: "0.20" }] }],
  taxes: [],
};

interface House {
  readonly unit: Let;
  readonly supply: ServicePointId;
  readonly first: ServicePointId;
  readonly second: ServicePointId;
  readonly firstChannel: number;
  readonly ask: (method: string, path: string, body?: unknown) => Promise<Response>;
  /** Asks as the user of the tenant who pays the sum. */
  readonly askAsTenant: (path: string) => Promise<Response>;
  readonly asked: (parts: readonly (readonly [number, string])[], name?: string) => object;
}

/** As the trace of a bill line has it. */
interface Part {
  readonly pointName: string;
  readonly factor: string;
  readonly meters: readonly { readonly serialNumber: string }[];
  readonly readings: readonly { readonly at: string; value: string; readonly quality: number }[];
  readonly changes: readonly { readonly at: string; reason: string; readonly author: string }[];
}

/** A supply of 1.0 kWh a quarter hour, and two units that use 0.4 and 0.3 of it. */
async function house(t: Parameters<typeof letUnit>[0], counts = [10, 4, 3]): Promise<House> {
  const unit = await letUnit(t, "2026-06-01");
  const { database, siteId } = unit;
  const points = [];
  for (const [n, name] of ["Supply", "Unit 1", "Unit 2"].entries()) {
    const role = n === 0 ? ("supply" as const) : ("unit" as const);
    const point = await createTestPoint(database, { siteId, name, role });
    const { channelId } = point;
    await storeSteadyReadings(database, { ...STEADY, channelId, counts: counts[n] ?? 0 });
    points.push(point);
  }
  const [supply, first, second] = points;
  assert.ok(supply && first && second);
  const { rows } = await database.query<{ id: number }>("select id from tenant");
  await seedUsers(database, rows[0]?.id ?? 0);
  const api = await runApi(t, { database });
  const cookie = await api.signIn("administrator@example.org");
  const tenantCookie = await api.signIn("tenant@example.org");
  return {
    unit,
    supply: supply.servicePointId,
    first: first.servicePointId,
    second: second.servicePointId,
    firstChannel: first.channelId,
    ask: (method, path, body) =>
      api.call(method, path, { cookie, ...(body !== undefined && { body }) }),
    askAsTenant: (path) => api.call("GET", path, { cookie: tenantCookie }),
    asked: (parts, name = "Common area") => ({
      siteId,
      spaceId: null,
      role: "common",
      name,
      parts: parts.map(([pointId, factor]) => ({ pointId, factor })),
    }),
  };
}

async function created(answer: Response): Promise<number> {
  const body = await json(answer);
  assert.equal(answer.status, 201, JSON.stringify(body));
  return body.id as number;
}

async function payBy({ database, siteId, leaseId }: Let, pointId: number): Promise<void> {
  const tariffId = await createTariff(database, {
    siteId,
    name: "Plain",
    commodity: "electricity",
  });
  const effectiveFrom = Temporal.PlainDate.from("2026-01-01");
  await addTariffVersion(database, { tariffId, effectiveFrom, document: PLAIN });
  const servicePointId = asId<ServicePointId>(pointId);
  const attached = await attachServicePoint(database, { leaseId, servicePointId, tariffId });
  assert.ok(attached.ok);
}

/*
 * 1.0 - 0.4 - 0.3 = 0.3 kWh a quarter hour; 30 days of June have 2880 of them: 864 kWh, which at
 * 0.20 are 172.80.
 */
test("the common area is supply less tenants, in trend, bill and evidence", async (t) => {
  const { unit, supply, first, second, firstChannel, ask, askAsTenant, asked } = await house(t);
  const { database, siteId } = unit;
  const parts = [
    [supply, "1"],
    [first, "-1"],
    [second, "-1"],
  ] as const;
  const id = await created(await ask("POST", "/virtual-points", asked(parts)));

  const property = await json(await ask("GET", `/sites/${siteId}/property`));
  const point = property.points.find((one: { id: number }) => one.id === id);
  assert.deepEqual(
    point.parts.map((part: { pointId: number; factor: string }) => [part.pointId, part.factor]),
    parts.map((part) => [...part]),
  );
  const trend = await json(
    await ask("GET", `/meters/${point.meter.id}/trend?range=month&at=2026-06-10`),
  );
  assert.equal(Number(trend.total), 864);
  assert.equal(
    trend.bars.every((bar: { complete: boolean }) => bar.complete),
    true,
  );
  const table = await ask(
    "GET",
    `/meters/${point.meter.id}/consumption?from=2026-06-01&to=2026-06-02`,
  );
  assert.equal(table.status, 200);
  const reading = await ask("POST", `/meters/${point.meter.id}/readings`, { value: "1", note: "" });
  assert.equal(reading.status, 409);
  assert.match((await json(reading)).detail, /Common area is calculated from other points/);

  await payBy(unit, id);
  const billed = await unit.bill("2026-06-01", "2026-07-01");
  assert.ok(billed.ok, billed.ok ? "" : billed.faults.map(faultText).join("\n"));
  const bill = await onlyBill(unit);
  assert.equal(bill.totalMinor, "17280");
  assert.deepEqual(
    bill.points.map(({ opening, closing, consumption }) => [
      opening.value,
      closing.value,
      consumption,
    ]),
    [["0.0", "864.0", "864.0"]],
  );

  await t.test(
    "whoever has its evidence file can compute it from the registers of the parts",
    async () => {
      const { rows } = await database.query<{ id: BillId }>("select id from bill");
      const evidence = await makeEvidence(database, rows[0]?.id ?? asId(0));
      assert.ok(evidence.ok);
      const file = JSON.parse(gunzipSync(evidence.value).toString("utf8"));
      assert.equal(file.points[0].parts.length, 3);
      const verified = verifyEvidence(file);
      assert.ok(verified.ok && verified.value.isEqual);
      // The supply climbs 0.1 kWh more in a quarter hour, and the bill is another one.
      file.points[0].parts[0].register.counts[100] += 1;
      const spoiled = verifyEvidence(file);
      assert.ok(spoiled.ok && !spoiled.value.isEqual);
    },
  );

  await t.test("its bill line is traced in one call to the registers of its parts", async () => {
    const at = Temporal.Instant.from("2026-06-10T10:00Z");
    const [{ value } = { value: 0n }] = (
      await database.query<{ value: bigint }>(
        "select value from reading_history where channel_id = $1 and measured_at = $2",
        [firstChannel, at.toString()],
      )
    ).rows;
    await database.transaction((tx) =>
      correctReadings(tx, {
        readings: [
          {
            channelId: asId<ChannelId>(firstChannel),
            measuredAt: at,
            counts: Number(value) + 1,
            quality: READING_QUALITY.edited,
          },
        ],
        author: "ann@quay.example",
        reason: "seen on site",
        at: Temporal.Instant.from("2026-07-03T08:00Z"),
      }),
    );
    const { rows } = await database.query<{ id: number }>("select id from bill");
    const trace = await json(await ask("GET", `/bills/${rows[0]?.id}/lines/0/trace`));
    assert.equal(trace.readings.length, 0, "the sum itself was never read off");
    assert.deepEqual(
      trace.parts.map((part: Part) => [part.pointName, part.factor, part.meters[0]?.serialNumber]),
      [
        ["Supply", "1", "Supply 1"],
        ["Unit 1", "-1", "Unit 1 1"],
        ["Unit 2", "-1", "Unit 2 1"],
      ],
    );
    // 30 days of 96 quarter hours, and the register at the end.
    assert.deepEqual(
      trace.parts.map(({ readings }: Part) => readings.length),
      [2881, 2881, 2881],
    );
    const [, part] = trace.parts as Part[];
    const changed = part?.readings.find((one) => one.at === at.toString());
    assert.equal(changed?.quality, READING_QUALITY.edited);
    assert.deepEqual(
      part?.changes.map(({ at: when, reason, author }) => [when, reason, author]),
      [[at.toString(), "seen on site", "ann@quay.example"]],
    );
    // What the register climbs by in June is 0.4 kWh each quarter hour: 1152.0.
    const ends = [part?.readings[0]?.value, part?.readings.at(-1)?.value].map(Number);
    assert.equal((ends[1] ?? 0) - (ends[0] ?? 0), 1152);
  });

  await t.test(
    "its tenant is told the sum, and nothing of what the others' meters say",
    async () => {
      const { rows } = await database.query<{ id: number }>("select id from bill");
      const trace = await askAsTenant(`/bills/${rows[0]?.id}/lines/0/trace`);
      assert.equal(trace.status, 200);
      const told = await json(trace);
      assert.deepEqual([told.parts, told.line.amountMinor], [[], bill.lines[0]?.amountMinor]);
      const meters = await (await askAsTenant("/meters")).text();
      assert.ok(!meters.includes("Unit 1 1") && !meters.includes("Supply 1"), meters);
    },
  );

  await t.test("a correction of a part names the bill of the sum", async () => {
    const at = Temporal.Instant.from("2026-06-10T10:00Z");
    const days = daysTouched({ from: at, to: at }, "Europe/Berlin");
    const touched = await listTouchedBills(database, { servicePointId: first, days });
    assert.deepEqual(
      touched.map(({ number }) => number),
      [bill.number],
    );
    assert.ok(firstChannel > 0);
  });

  await t.test("what is billed stays the sum of what it was", async () => {
    const changed = await ask("PATCH", `/virtual-points/${id}`, asked([[supply, "1"]]));
    assert.equal(changed.status, 409);
    assert.match((await json(changed)).detail, /parts: stay as they are: the point is on a bill/);
    const renamed = await ask("PATCH", `/virtual-points/${id}`, asked(parts, "Staircase"));
    assert.equal(renamed.status, 200);
    const removed = await ask("DELETE", `/virtual-points/${id}`);
    assert.equal(removed.status, 409);
    assert.match((await json(removed)).detail, /the point is used: it is leased, shared out/);
  });

  await t.test("every change says who did what", async () => {
    const { rows } = await database.query<{ action: string; actor: string }>(
      "select action, actor from audit_entry where action like 'virtual-point.%' order by id",
    );
    assert.deepEqual(
      rows.map(({ action, actor }) => `${action} by ${actor}`),
      [
        "virtual-point.created by administrator@example.org",
        "virtual-point.changed by administrator@example.org",
      ],
    );
  });
});

test("points that cannot be the sum of others are refused, and why", async (t) => {
  const { unit, supply, first, second, ask, asked } = await house(t);
  const { database, siteId } = unit;
  const refusal = async (body: object, path = "/virtual-points", method = "POST") => {
    const answer = await ask(method, path, body);
    assert.ok(answer.status >= 400, String(answer.status));
    return (await json(answer)).detail as string;
  };
  const tenants = await created(
    await ask(
      "POST",
      "/virtual-points",
      asked(
        [
          [first, "1"],
          [second, "1"],
        ],
        "Tenants",
      ),
    ),
  );
  const common = await created(
    await ask(
      "POST",
      "/virtual-points",
      asked([
        [supply, "1"],
        [tenants, "-1"],
      ]),
    ),
  );
  assert.match(
    await refusal(
      asked(
        [
          [first, "1"],
          [common, "1"],
        ],
        "Tenants",
      ),
      `/virtual-points/${tenants}`,
      "PATCH",
    ),
    /^body\.parts: the point would be a part of itself: Tenants → Common area → Tenants$/,
  );
  assert.match(
    await refusal(
      asked(
        [
          [first, "1"],
          [first, "-1"],
        ],
        "X",
      ),
    ),
    /each point once/,
  );
  assert.match(await refusal(asked([[first, "0"]], "X")), /must not be zero/);
  assert.match(await refusal(asked([], "X")), /choose at least one point/);
  assert.match(await refusal(asked([[9_999, "1"]], "X")), /is no service point of this site/);
  const nothing = asked(
    [
      [tenants, "1"],
      [first, "-1"],
      [second, "-1"],
    ],
    "X",
  );
  assert.match(await refusal(nothing), /take off all that they add: nothing is left/);
  const water = { siteId, name: "Water", commodity: "cold-water" as const, unit: "m3" };
  const { servicePointId } = await createTestPoint(database, water);
  assert.match(
    await refusal(
      asked(
        [
          [first, "1"],
          [servicePointId, "1"],
        ],
        "X",
      ),
    ),
    /Unit 1 and Water do not measure the same quantity in the same unit/,
  );
  assert.match(await refusal(asked([[first, "1"]], "Unit 1")), /is the name of another one here/);
  assert.match(
    await refusal(
      {
        siteId,
        name: "Zone",
        commodity: "electricity",
        allowedLossPercent: "3",
        allowedLossConstant: "0",
        supplyPoints: [supply],
        usePoints: [tenants],
      },
      "/balance-zones",
    ),
    /is calculated from others, and has no meter to compare/,
  );
  const removed = await ask("DELETE", `/virtual-points/${tenants}`);
  assert.equal(removed.status, 409);
  assert.equal((await ask("DELETE", `/virtual-points/${common}`)).status, 204);
  assert.equal((await ask("DELETE", `/virtual-points/${tenants}`)).status, 204);
  const { rows } = await database.query("select from meter where model_id = 'calculated'");
  assert.equal(rows.length, 0);
});

/* 0.6 - 0.4 - 0.3 = -0.1 kWh a quarter hour: -288 kWh in June. */
test("a sum below zero is no credit for a tenant: the bill waits", async (t) => {
  const { unit, supply, first, second, ask, asked } = await house(t, [6, 4, 3]);
  const parts = [
    [supply, "1"],
    [first, "-1"],
    [second, "-1"],
  ] as const;
  await payBy(unit, await created(await ask("POST", "/virtual-points", asked(parts))));
  const billed = await unit.bill("2026-06-01", "2026-07-01");
  assert.ok(!billed.ok);
  assert.match(
    billed.faults.map(faultText).join("\n"),
    /Common area comes to -288 kWh: more was taken off than there is \(check the points/,
  );
});
