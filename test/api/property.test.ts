/** Entering a property through the interface: from nothing to spaces, points and zones. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { testDatabase } from "#test/support/test-database.ts";
import { json, runApi, runSeededApi, seedUsers } from "./running-api.ts";

const ORGANISATION = {
  name: "Quay Estates",
  title: "Quay",
  addressLines: ["Quay 1", "20457 Hamburg"],
  email: "billing@quay.example",
  telephone: "",
  taxNumber: "DE 1",
  paymentInstructions: "By transfer.\nWithin 14 days.",
};
const SITE = {
  name: "Quay House",
  timeZone: "Europe/Berlin",
  currency: "EUR",
  locale: "de-DE",
  addressLines: [],
};

async function runEmptyApi(t: Parameters<typeof testDatabase>[0]) {
  const database = await testDatabase(t);
  await database.query(
    "insert into organisation (name, title) values ('for the tenant of the users', 'x')",
  );
  await database.query("insert into site values (default, 1, 'S', 'UTC', 'EUR', 'en-IE')");
  await database.query("insert into tenant (site_id, name) values (1, 'T')");
  await seedUsers(database, 1);
  await database.query("delete from user_account where role = 'tenant'");
  await database.query("delete from tenant");
  await database.query("delete from site");
  await database.query("delete from organisation");
  const api = await runApi(t, { database });
  const cookie = await api.signIn("administrator@example.org");
  const send = (method: string, path: string, body?: unknown) =>
    api.call(method, path, { cookie, ...(body !== undefined && { body }) });
  return { database, send };
}

test("an empty installation becomes a property with spaces, points and a zone", async (t) => {
  const { database, send } = await runEmptyApi(t);
  assert.deepEqual(await json(await send("GET", "/organisation")), { organisation: null });
  const early = await send("POST", "/sites", SITE);
  assert.equal(early.status, 409);
  assert.equal((await json(early)).detail, "enter the organisation first");

  const organisation = await json(await send("PATCH", "/organisation", ORGANISATION));
  assert.equal(organisation.title, "Quay");
  const { id: siteId } = await json(await send("POST", "/sites", SITE));
  const place = async (body: object) => {
    const answer = await send("POST", "/spaces", { siteId, areaM2: "0", ...body });
    assert.equal(answer.status, 201);
    return (await json(answer)).id as number;
  };
  const house = await place({ parentId: null, kind: "building", name: "House" });
  const floor = await place({ parentId: house, kind: "floor", name: "Floor 1" });
  const unit10 = await place({ parentId: floor, kind: "unit", name: "Unit 10", areaM2: "61.5" });
  const unit9 = await place({ parentId: floor, kind: "unit", name: "Unit 9", areaM2: "58" });
  const point = async (body: object) =>
    (await json(await send("POST", "/service-points", { siteId, ...body }))).id as number;
  const commodity = "electricity";
  const supply = await point({ spaceId: house, commodity, role: "supply", name: "Mains" });
  const use = await point({ spaceId: unit9, commodity, role: "unit", name: "Unit 9 electricity" });
  const zone = {
    siteId,
    name: "Electricity",
    commodity,
    allowedLossPercent: "2.5",
    allowedLossConstant: "0.1",
    supplyPoints: [supply],
    usePoints: [use],
  };
  assert.equal((await send("POST", "/balance-zones", zone)).status, 201);

  const property = await json(await send("GET", `/sites/${siteId}/property`));
  assert.deepEqual(
    property.spaces.map(({ name, areaM2, unused }: Record<string, unknown>) => [
      name,
      areaM2,
      unused,
    ]),
    [
      ["Floor 1", "0", false],
      ["House", "0", false],
      ["Unit 9", "58", false],
      ["Unit 10", "61.5", true],
    ],
  );
  assert.deepEqual(property.zones[0].usePoints, [use]);
  assert.equal(property.zones[0].allowedLossPercent, "2.5");

  const inside = await send("PATCH", `/spaces/${house}`, {
    siteId,
    parentId: unit10,
    kind: "building",
    name: "House",
    areaM2: "0",
  });
  assert.deepEqual((await json(inside)).faults, [
    {
      code: "space.inside-itself",
      subject: "body.parentId",
      message: "lies within this space itself",
      remedy: "choose a space outside it",
    },
  ]);
  assert.equal((await send("DELETE", `/spaces/${floor}`)).status, 409);
  assert.equal((await send("DELETE", `/spaces/${unit10}`)).status, 204);
  assert.equal((await send("DELETE", `/service-points/${use}`)).status, 409);
  const { rows } = await database.query<{ action: string }>(
    "select action from audit_entry order by id",
  );
  assert.deepEqual(
    rows.map(({ action }) => action),
    [
      "organisation.created",
      "site.created",
      ...Array.from({ length: 4 }, () => "space.created"),
      "service-point.created",
      "service-point.created",
      "balance-zone.created",
      "space.removed",
    ],
  );
});

/** What was wrong, by its field. */
async function faultsOf(answer: Response): Promise<string[]> {
  const { faults } = await json(answer);
  return faults.map(({ subject, message }: Record<string, string>) => `${subject}: ${message}`);
}

test("what cannot be is told at its field", async (t) => {
  const { send } = await runEmptyApi(t);
  await send("PATCH", "/organisation", ORGANISATION);
  const { id: siteId } = await json(await send("POST", "/sites", SITE));
  const wrongSite = { ...SITE, timeZone: "Berlin", currency: "EURO", locale: "de" };
  assert.deepEqual(await faultsOf(await send("POST", "/sites", wrongSite)), [
    "body.timeZone: must be a time zone like Europe/Berlin",
    "body.currency: must be like EUR",
    "body.locale: must be a language with a region, like de-DE",
  ]);
  const point = { siteId, spaceId: null, commodity: "gas", role: "unit", name: "Kitchen" };
  const { id: gas } = await json(await send("POST", "/service-points", point));
  assert.deepEqual(await faultsOf(await send("POST", "/service-points", point)), [
    "body.name: is the name of another one here",
  ]);
  const space = { siteId, parentId: 4711, kind: "unit", name: "U", areaM2: "-1" };
  assert.deepEqual(await faultsOf(await send("POST", "/spaces", space)), [
    "body.areaM2: must not be below zero",
  ]);
  assert.deepEqual(await faultsOf(await send("POST", "/spaces", { ...space, areaM2: "1" })), [
    "body.parentId: is no space of this site",
  ]);
  const zone = {
    siteId,
    name: "Z",
    commodity: "electricity",
    allowedLossPercent: "3",
    allowedLossConstant: "0",
    supplyPoints: [gas],
    usePoints: [gas],
  };
  assert.deepEqual(await faultsOf(await send("POST", "/balance-zones", zone)), [
    "body.usePoints: a point cannot be on both sides",
  ]);
  assert.deepEqual(
    await faultsOf(await send("POST", "/balance-zones", { ...zone, usePoints: [4711] })),
    [`body.supplyPoints: service point ${gas} does not deliver electricity at this site`],
  );
});

test("a site that has issued bills keeps its time zone and currency, and may be renamed", async (t) => {
  const { api, cookie, property } = await runSeededApi(t);
  const path = `/sites/${property.siteId}`;
  const body = { ...SITE, name: "Harbour House" };
  assert.equal((await api.call("PATCH", path, { cookie, body })).status, 200);
  const moved = await api.call("PATCH", path, { cookie, body: { ...body, currency: "CNY" } });
  assert.equal(moved.status, 409);
  assert.equal((await json(moved)).faults[0].subject, "body.currency");
  const session = await json(await api.call("GET", "/session", { cookie }));
  assert.deepEqual([session.sites[0].name, session.sites[0].currency], ["Harbour House", "EUR"]);
});

function svg(inside: string): Buffer {
  return Buffer.from(`<svg xmlns="x">${inside}</svg>`);
}

const PNG =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

test("a logo is shown as it was given, and refused where it is no harmless picture", async (t) => {
  const { api, cookie } = await runSeededApi(t);
  const store = (mediaType: string, bytes: Buffer) =>
    api.call("POST", "/organisation/logo", {
      cookie,
      body: { mediaType, base64: bytes.toString("base64") },
    });
  assert.equal((await api.call("GET", "/organisation/logo", { cookie })).status, 404);
  const png = Buffer.from(PNG, "base64");
  const stored = await json(await store("image/png", png));
  assert.match(stored.logoSha256, /^[0-9a-f]{64}$/);
  const shown = await api.call("GET", "/organisation/logo", { cookie });
  assert.equal(shown.headers.get("content-type"), "image/png");
  assert.match(shown.headers.get("content-security-policy") ?? "", /sandbox/);
  assert.deepEqual(Buffer.from(await shown.arrayBuffer()), png);

  const wide = Buffer.from(png);
  wide.writeUInt32BE(9000, 16);
  const refused: readonly (readonly [string, Buffer, string])[] = [
    ["image/jpeg", png, "is not a JPEG picture"],
    ["image/png", svg(""), "is not a PNG picture"],
    ["image/png", wide, "is 9000 × 1 dots"],
    ["image/svg+xml", Buffer.from("<html></html>"), "is not a SVG picture"],
    ["image/svg+xml", svg("<script>x()</script>"), "contains a program"],
    ["image/svg+xml", svg('<rect onload="x()"/>'), "contains a program"],
    ["image/svg+xml", svg('<image href="http://x/y.png"/>'), "loads something from elsewhere"],
  ];
  for (const [mediaType, bytes, message] of refused) {
    const answer = await store(mediaType, bytes);
    assert.equal(answer.status, 409, message);
    assert.equal((await json(answer)).faults[0].message, message);
  }
  assert.equal((await store("image/svg+xml", svg('<use href="#a"/>'))).status, 200);
  const gone = await api.call("DELETE", "/organisation/logo", { cookie });
  assert.equal((await json(gone)).logoSha256, null);
});
