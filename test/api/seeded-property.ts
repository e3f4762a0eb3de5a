import type { Database } from "#platform/database.ts";

/** Now, in the tests' property: noon of a winter day in Berlin. */
export const NOW = Temporal.Instant.from("2026-11-24T11:00:00Z");

/** What the tests know of the property. */
export interface SeededProperty {
  readonly siteId: number;
  readonly lineId: number;
  readonly tariffId: number;
  readonly zoneId: number;
  readonly supply: SeededPoint;
  readonly bakery: SeededTenant;
  readonly florist: SeededTenant;
}

export interface SeededPoint {
  readonly servicePointId: number;
  readonly channelId: number;
  readonly meterId: number;
}

export interface SeededTenant extends SeededPoint {
  readonly tenantId: number;
  readonly leaseId: number;
  readonly billId: number;
}

/** What every text of the florist holds and nobody else's does. */
export const FLORIST_CANARY = "CANARY-FLORIST";

/**
 * A site in Berlin with one line: a supply meter and two tenants, a bakery and a florist, with a
 * meter and a bill each. All meters answered at `NOW`. Every name of it begins with `prefix`.
 */
export async function seedProperty(
  database: Database,
  { prefix = "" }: { readonly prefix?: string } = {},
): Promise<SeededProperty> {
  const insert = insertInto(database);
  const organisationId =
    (await anyOrganisation(database)) ??
    (await insert("organisation", { name: "Harbour Estates", title: "Harbour" }));
  const siteId = await insert("site", {
    organisation_id: organisationId,
    name: `${prefix}Harbour Court`,
    time_zone: "Europe/Berlin",
    currency: "EUR",
    locale: "de-DE",
  });
  const lineId = await insert("line", {
    site_id: siteId,
    name: `${prefix}gateway A`,
    transport: { kind: "modbus-tcp", host: "127.0.0.1", port: 1502, timeoutMs: 1000 },
  });
  const tariffId = await insert("tariff", {
    site_id: siteId,
    name: `${prefix}Standard`,
    commodity: "electricity",
  });
  const zoneId = await insert("balance_zone", {
    site_id: siteId,
    name: `${prefix}Electricity`,
    commodity: "electricity",
  });
  const property = { insert, siteId, lineId, tariffId, zoneId };
  const supply = await seedPoint(database, {
    ...property,
    name: `${prefix}Supply`,
    unitAddress: 1,
  });
  const bakery = await seedTenant(database, {
    ...property,
    name: `${prefix}Harbour Bakery`,
    unitAddress: 2,
  });
  const florist = await seedTenant(database, {
    ...property,
    name: `${prefix}${FLORIST_CANARY}`,
    unitAddress: 3,
  });
  return { siteId, lineId, tariffId, zoneId, supply, bakery, florist };
}

async function anyOrganisation(database: Database): Promise<number | undefined> {
  const { rows } = await database.query<{ id: number }>("select id from organisation");
  return rows[0]?.id;
}

type Insert = (table: string, row: Readonly<Record<string, unknown>>) => Promise<number>;

interface Seeding {
  readonly insert: Insert;
  readonly siteId: number;
  readonly lineId: number;
  readonly tariffId: number;
  readonly zoneId: number;
  readonly name: string;
  readonly unitAddress: number;
  readonly spaceId?: number;
}

async function seedPoint(database: Database, seeding: Seeding): Promise<SeededPoint> {
  const { insert, siteId, lineId, zoneId, name, unitAddress, spaceId } = seeding;
  const servicePointId = await insert("service_point", {
    site_id: siteId,
    space_id: spaceId ?? null,
    commodity: "electricity",
    role: spaceId === undefined ? "supply" : "unit",
    name: `${name} electricity`,
  });
  const channelId = await insert("channel", {
    service_point_id: servicePointId,
    quantity: "energyDelivered",
    unit: "kWh",
    resolution: "0.01",
    register_digits: 8,
  });
  const meterId = await insert("meter", {
    site_id: siteId,
    serial_number: `${name} 00${unitAddress}`,
    model_id: "acme/em1",
    line_id: lineId,
    unit_address: String(unitAddress),
  });
  await database.query(
    `insert into meter_installation (meter_id, service_point_id, installed_at)
     values ($1, $2, '2024-12-31T23:00:00Z')`,
    [meterId, servicePointId],
  );
  await database.query("insert into balance_zone_point values ($1, $2, $3)", [
    zoneId,
    servicePointId,
    spaceId === undefined ? "supply" : "use",
  ]);
  await database.query(
    `insert into communication_state
       (meter_id, line_id, last_good_at, last_attempt_at, attempts, answers, latency_ms)
     values ($1, $2, $3, $3, 100, 99, 12)`,
    [meterId, lineId, NOW.subtract({ seconds: 2 }).toString()],
  );
  await database.query(
    `insert into live_value (meter_id, channel_key, value, unit, measured_at)
     values ($1, 'energyDelivered', '1234.50', 'kWh', $2), ($1, 'activePower', '1.25', 'kW', $2)`,
    [meterId, NOW.subtract({ seconds: 2 }).toString()],
  );
  return { servicePointId, channelId, meterId };
}

async function seedTenant(database: Database, seeding: Seeding): Promise<SeededTenant> {
  const { insert, siteId, name } = seeding;
  const spaceId = await insert("space", { site_id: siteId, kind: "unit", name: `Unit of ${name}` });
  const point = await seedPoint(database, { ...seeding, spaceId });
  const tenantId = await insert("tenant", {
    site_id: siteId,
    name,
    emails: [`${name.toLowerCase().replaceAll(" ", "-")}@example.org`],
  });
  const leaseId = await insert("lease", {
    tenant_id: tenantId,
    space_id: spaceId,
    starts_on: "2025-11-01",
    billed_from: "2025-11-01",
  });
  await database.query(
    `insert into lease_service_point (lease_id, service_point_id, tariff_id, starts_on)
     values ($1, $2, $3, '2025-11-01')`,
    [leaseId, point.servicePointId, seeding.tariffId],
  );
  const billId = await seedBill(database, {
    ...seeding,
    leaseId,
    servicePointId: point.servicePointId,
  });
  return { ...point, tenantId, leaseId, billId };
}

async function seedBill(
  database: Database,
  bill: Seeding & { readonly leaseId: number; readonly servicePointId: number },
): Promise<number> {
  const number = `2026-${bill.leaseId}`;
  const billId = await bill.insert("bill", {
    site_id: bill.siteId,
    lease_id: bill.leaseId,
    kind: "regular",
    number,
    state: "issued",
    period_from: "2026-10-01",
    period_to: "2026-11-01",
    issued_at: "2026-11-01T05:00:00Z",
    due_on: "2026-11-15",
    currency: "EUR",
    net_minor: 10_000,
    tax_minor: 1900,
    total_minor: 11_900,
    content: billContent(number, bill),
    content_sha256: "0".repeat(64),
  });
  await database.query(
    `insert into bill_document (bill_id, pdf, sha256, made_at)
     values ($1, $2, 'abc', '2026-11-01T05:01:00Z')`,
    [billId, Buffer.from(`%PDF-1.7 ${bill.name}`)],
  );
  await bill.insert("outbox_mail", {
    site_id: bill.siteId,
    delivery_key: `bill ${billId}`,
    message_id: `<bill-${billId}@example.org>`,
    bill_id: billId,
    recipient: "tenant@example.org",
    subject: `Bill for ${bill.name}`,
    body: "Attached.",
    state: "failed",
    next_attempt_at: "2026-11-01T05:01:00Z",
    created_at: "2026-11-01T05:01:00Z",
    last_error: "550 no such user",
  });
  return billId;
}

/** What a seeded bill says: 500 kWh for 100.00 and 19 % of tax. */
export function billContent(
  number: string,
  { name, servicePointId }: { name: string; servicePointId: number },
) {
  const reading = { measuredAt: "2026-09-30T22:00:00Z", value: "1000.00", quality: 1 };
  return {
    number,
    kind: "regular",
    language: "en",
    locale: "de-DE",
    currency: "EUR",
    timeZone: "Europe/Berlin",
    issuer: {
      title: "Harbour",
      name: "Harbour Estates",
      addressLines: [],
      email: "",
      telephone: "",
      taxNumber: "",
      paymentInstructions: "",
    },
    recipient: { name, company: "", addressLines: [], taxNumber: "" },
    premises: `Unit of ${name}`,
    periodFrom: "2026-10-01",
    periodTo: "2026-11-01",
    issuedOn: "2026-11-01",
    dueOn: "2026-11-15",
    points: [
      {
        servicePointId,
        name: `${name} electricity`,
        commodity: "electricity",
        meterSerialNumber: `${name} 002`,
        unit: "kWh",
        opening: reading,
        closing: { ...reading, measuredAt: "2026-10-31T23:00:00Z", value: "1500.00" },
        multiplier: "1",
        consumption: "500.00",
        dailyAverage: "16.13",
        estimatedShare: "0",
        tariffName: "Standard",
        tariffVersionIds: [1],
      },
    ],
    lines: [
      {
        servicePointId,
        kind: "energy",
        chargeId: "energy",
        label: "Energy",
        from: "2026-09-30T22:00:00Z",
        to: "2026-10-31T23:00:00Z",
        quantity: "500.00",
        unit: "kWh",
        price: "0.20",
        formula: "500.00 kWh × 0.20",
        amountMinor: "10000",
        estimatedShare: "0",
      },
    ],
    taxes: [{ label: "VAT", rate: "19", baseMinor: "10000", amountMinor: "1900" }],
    netMinor: "10000",
    taxMinor: "1900",
    totalMinor: "11900",
    history: [
      {
        commodity: "electricity",
        unit: "kWh",
        months: [{ month: "2026-10", consumption: "500.00" }],
      },
    ],
  };
}

/** Inserts a row and gives its id. */
export function insertInto(database: Database): Insert {
  return async (table, row) => {
    const columns = Object.keys(row);
    const values = Object.values(row).map((value) =>
      typeof value === "object" && value !== null && !Array.isArray(value)
        ? JSON.stringify(value)
        : value,
    );
    const { rows } = await database.query<{ id: number }>(
      `insert into ${table} (${columns.join(", ")})
       values (${columns.map((_, i) => `$${i + 1}`).join(", ")})
       returning id`,
      values,
    );
    return rows[0]?.id ?? 0;
  };
}

/** Gives a seeded bill a number as issued ones have it. */
export async function numberBill(database: Database, billId: number): Promise<string> {
  await database.query("alter table bill disable trigger bill_is_final");
  const { rows } = await database.query<{ number: string }>(
    `update bill set number = 'B' || site_id || '-2026-000042' where id = $1 returning number`,
    [billId],
  );
  await database.query("alter table bill enable trigger bill_is_final");
  const [bill] = rows;
  if (!bill) throw new Error(`bill ${billId} is not seeded`);
  return bill.number;
}
