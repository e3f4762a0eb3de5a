/** Many meters changed at once, and the list of meters kept under a name. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import type { MeterChanges } from "#api/contract/meter-changes.ts";
import { loadCatalogue } from "#drivers/catalogue.ts";
import { asId, type SiteId } from "#domain/core/id.ts";
import { createTestPoint } from "#test/support/metered-site.ts";
import { testDatabase } from "#test/support/test-database.ts";
import { json, runApi, seedUsers } from "./running-api.ts";
import { insertInto, seedProperty } from "./seeded-property.ts";

const catalogue = loadCatalogue(join(import.meta.dirname, "../../catalogue/meters"));
const MODBUS = catalogue.filter(
  ({ protocol, commodities, registers }) =>
    protocol === "modbus" &&
    commodities.includes("electricity") &&
    registers.some(({ quantity, unit }) => quantity === "energyDelivered" && unit === "kWh"),
);

function told({ rows }: MeterChanges): string[][] {
  return rows.map(({ changed, faults }) => [
    ...changed.map(({ field, before, after }) => `${field}: ${before} > ${after}`),
    ...faults.map(({ field, message }) => `${field} ${message}`),
  ]);
}

test("meters are changed together, all of them or none, and taken back", async (t) => {
  const database = await testDatabase(t);
  const property = await seedProperty(database);
  const { siteId, bakery, supply, lineId } = property;
  const insert = insertInto(database);
  const [first, second] = MODBUS;
  assert.ok(first && second);
  await database.query("update meter set model_id = $1", [first.id]);
  const transport = { kind: "modbus-tcp", host: "127.0.0.1", port: 1503, timeoutMs: 1000 };
  const other = await insert("line", { site_id: siteId, name: "gateway B", transport });
  const serial = await insert("line", {
    site_id: siteId,
    name: "Broker",
    transport: { kind: "push", timeoutMs: 1000 },
  });
  const space = await insert("space", { site_id: siteId, kind: "common", name: "Cellar" });
  const stock = await insert("meter", { site_id: siteId, serial_number: "S1", model_id: first.id });
  await seedUsers(database, bakery.tenantId);
  const api = await runApi(t, { database, catalogue });
  const cookie = await api.signIn("operator@example.org");
  const ask = async (action: string, changes: unknown) => {
    const body = { action, changes };
    const answer = await api.call("POST", "/meters/changes", { cookie, body });
    return (await json(answer)) as MeterChanges;
  };
  const ids = [supply.meterId, bakery.meterId];
  const all = { lineId: other, spaceId: space, tags: ["roof", "2026"] };
  const kept = async () =>
    (
      await database.query(
        `select m.line_id, m.unit_address, m.model_id, m.tags, p.space_id,
                array_agg(c.interval_minutes) as minutes
           from meter m
           join meter_installation i on i.meter_id = m.id
           join service_point p on p.id = i.service_point_id
           join channel c on c.service_point_id = p.id
          where m.id = any($1)
          group by m.id, p.id
          order by m.id`,
        [ids],
      )
    ).rows;
  const before = await kept();

  const looked = await ask(
    "look",
    ids.map((meterId) => ({ meterId, ...all })),
  );
  assert.deepEqual(told(looked), [
    ["lineId: gateway A > gateway B", "spaceId: null > Cellar", "tags: null > 2026, roof"],
    [
      "lineId: gateway A > gateway B",
      "spaceId: Unit of Harbour Bakery > Cellar",
      "tags: null > 2026, roof",
    ],
  ]);
  assert.equal(looked.isDone, false);
  assert.deepEqual(await kept(), before);

  const done = await ask(
    "change",
    ids.map((meterId) => ({ meterId, ...all })),
  );
  assert.equal(done.isDone, true);
  const after = await kept();
  assert.deepEqual(
    after.map(({ line_id: line, space_id: at, tags }) => [line, at, tags]),
    ids.map(() => [other, space, ["2026", "roof"]]),
  );
  const { rows: audits } = await database.query(
    "select subject, before, after from audit_entry where action = 'meter.changed' order by id",
  );
  assert.deepEqual(
    audits.map(({ subject }) => subject),
    ids.map((id) => `meter ${id}`),
  );
  assert.deepEqual(audits[0]?.["after"], {
    lineId: "gateway B",
    spaceId: "Cellar",
    tags: "2026, roof",
  });
  assert.equal((await ask("change", done.undo)).isDone, true);
  assert.deepEqual(await kept(), before);

  // The supply is on no bill: its type and interval may change. The bakery's are billed.
  const wrong = await ask(
    "change",
    ids.map((meterId) => ({ meterId, intervalMinutes: 5, modelId: second.id })),
  );
  assert.equal(wrong.isDone, false);
  assert.deepEqual(told(wrong)[0], [
    `modelId: ${first.maker} ${first.name} > ${second.maker} ${second.name}`,
    "intervalMinutes: 15 > 5",
  ]);
  const bill = `2026-${bakery.leaseId}`;
  assert.deepEqual(told(wrong)[1]?.slice(2), [
    `modelId its readings are on bill ${bill}, and the type says what they mean; exchange the meter for one of the other type`,
    `intervalMinutes its readings are on bill ${bill}, which is recomputed from them; keep the interval`,
  ]);
  assert.deepEqual(await kept(), before);
  assert.equal(
    (await ask("change", [{ meterId: supply.meterId, intervalMinutes: 5 }])).isDone,
    true,
  );

  const gas = catalogue.find(({ commodities }) => commodities.join() === "gas");
  const refused = await ask("look", [
    { meterId: supply.meterId, lineId: serial },
    { meterId: supply.meterId, modelId: gas?.id, lineId: null },
    { meterId: supply.meterId, modelId: "nobody/nothing" },
    { meterId: stock, spaceId: space, intervalMinutes: 5 },
    { meterId: stock, lineId },
  ]);
  const words = refused.rows.map(({ faults }) =>
    faults.map(({ field, message }) => `${field} ${message}`).join(" | "),
  );
  const name = `${first.maker} ${first.name}`;
  assert.match(words[0] ?? "", new RegExp(`^lineId Broker does not carry what ${name} speaks`));
  assert.match(words[1] ?? "", /^modelId the point is one of electricity, .* measures gas/);
  assert.equal(words[2], "modelId is no type of meter; choose one of the list");
  assert.equal(
    words[3],
    "spaceId the meter is in stock; install it first | intervalMinutes nothing is saved of it yet; install it first",
  );
  assert.match(words[4] ?? "", /^unitAddress /);

  const answer = await api.call("POST", "/meters/changes", {
    cookie: await api.signIn("viewer@example.org"),
    body: { action: "look", changes: [{ meterId: supply.meterId, tags: [] }] },
  });
  assert.equal(answer.status, 403);
});

test("a meter that another is calculated from keeps its interval", async (t) => {
  const database = await testDatabase(t);
  const property = await seedProperty(database);
  const siteId = asId<SiteId>(property.siteId);
  const part = await createTestPoint(database, { siteId, name: "Roof" });
  const sum = await createTestPoint(database, { siteId, name: "All roofs" });
  await database.query("update meter set model_id = 'calculated' where id = $1", [sum.meterId]);
  await database.query("insert into virtual_point_part values ($1, $2, 1)", [
    sum.servicePointId,
    part.servicePointId,
  ]);
  await seedUsers(database, property.bakery.tenantId);
  const api = await runApi(t, { database });
  const cookie = await api.signIn("operator@example.org");
  const changes = [
    { meterId: part.meterId, intervalMinutes: 60 },
    { meterId: sum.meterId, lineId: property.lineId },
  ];
  const answer = await api.call("POST", "/meters/changes", {
    cookie,
    body: { action: "change", changes },
  });
  const { rows, isDone } = (await json(answer)) as MeterChanges;
  assert.equal(isDone, false);
  assert.deepEqual(
    rows.map(({ faults }) => faults.map(({ message }) => message)),
    [
      ["All roofs is calculated from it at this interval; keep the interval"],
      ["is calculated from other meters; change those"],
    ],
  );
});

test("a view is one's own until it is shared, and only its owner removes it", async (t) => {
  const database = await testDatabase(t);
  const { bakery, siteId } = await seedProperty(database);
  await seedUsers(database, bakery.tenantId, { siteIds: [siteId] });
  const api = await runApi(t, { database });
  const [operator, viewer] = [
    await api.signIn("operator@example.org"),
    await api.signIn("viewer@example.org"),
  ];
  const save = async (cookie: string, body: unknown) => {
    const answer = await api.call("POST", "/meter-views", { cookie, body });
    return (await json(answer)) as { id: number };
  };
  const names = async (cookie: string) => {
    const answer = await api.call("GET", "/meter-views", { cookie });
    const { views } = (await json(answer)) as {
      views: { name: string; own: boolean; shared: boolean; search: unknown }[];
    };
    return views.map(({ name, own, shared }) => [name, own, shared]);
  };
  const search = { commodity: "heat", sort: "-age", columns: "line,age" };
  const { id } = await save(operator, { name: "Heat", shared: false, search });
  assert.deepEqual(await names(viewer), []);
  const again = await save(operator, { name: "Heat", shared: true, search });
  assert.equal(again.id, id);
  assert.deepEqual(await names(viewer), [["Heat", false, true]]);
  assert.deepEqual(await names(operator), [["Heat", true, true]]);
  const remove = (cookie: string) => api.call("DELETE", `/meter-views/${id}`, { cookie });
  assert.equal((await remove(viewer)).status, 404);
  assert.equal((await remove(operator)).status, 204);
  assert.deepEqual(await names(operator), []);
});
