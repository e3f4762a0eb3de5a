import assert from "node:assert/strict";
import { test } from "node:test";
import { createTestPoint, createTestSite } from "#test/support/metered-site.ts";
import { testDatabase } from "#test/support/test-database.ts";
import { createLease } from "./leases.ts";
import { listOccupantChanges } from "./occupant-changes.ts";
import { createSpace } from "./property.ts";
import { createTenant } from "./tenants.ts";

const day = Temporal.PlainDate.from;

test("a unit's occupant changes with a lease that begins or ends, not with one that is renewed", async (t) => {
  const database = await testDatabase(t);
  const siteId = await createTestSite(database);
  const spaceId = await createSpace(database, { siteId, kind: "unit", name: "Unit 1" });
  const flat = await createTestPoint(database, { siteId, name: "Flat" });
  const house = await createTestPoint(database, { siteId, name: "House", role: "supply" });
  await database.query("update service_point set space_id = $1 where id = $2", [
    spaceId,
    flat.servicePointId,
  ]);
  const baker = await createTenant(database, { siteId, name: "Harbour Bakery" });
  const florist = await createTenant(database, { siteId, name: "Harbour Florist" });
  const rent = async (tenantId: typeof baker, from: string, to?: string) => {
    const startsOn = day(from);
    const endsOn = to === undefined ? {} : { endsOn: day(to) };
    await createLease(database, { tenantId, spaceId, startsOn, ...endsOn });
  };
  await rent(baker, "2025-01-01", "2026-01-01");
  await rent(baker, "2026-01-01", "2026-03-01");
  await rent(florist, "2026-03-15", "2026-05-01");
  await rent(baker, "2026-05-01");

  const changes = async (from: string, to: string) => {
    const found = await listOccupantChanges(database, {
      servicePointIds: [flat.servicePointId, house.servicePointId],
      days: { from: day(from), to: day(to) },
    });
    return [...found].map(([point, days]) => [point, days.map(String)]);
  };
  assert.deepEqual(await changes("2025-06-01", "2026-06-01"), [
    [flat.servicePointId, ["2026-03-01", "2026-03-15", "2026-05-01"]],
  ]);
  assert.deepEqual(await changes("2026-03-02", "2026-03-16"), [
    [flat.servicePointId, ["2026-03-15"]],
  ]);
  assert.deepEqual(await changes("2026-03-02", "2026-03-15"), []);
});
