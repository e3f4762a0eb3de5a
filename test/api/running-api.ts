import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hashPassword } from "#api/passwords.ts";
import { type RequestLimits, startServer } from "#api/server.ts";
import { openBillPreviewer } from "#documents/bill-preview.ts";
import { ROLES, type Role } from "#domain/core/role.ts";
import { asId } from "#domain/core/id.ts";
import type { MeterModel } from "#domain/metering/meter-model.ts";
import { MovableClock } from "#platform/clock.ts";
import type { Database } from "#platform/database.ts";
import { createLog, type Log } from "#platform/log.ts";
import { openSecretBox } from "#platform/secrets.ts";
import { startHeartbeat } from "#service/heartbeat.ts";
import { loadTariffExamples } from "#service/tariff-examples.ts";
import { createUser } from "#storage/users.ts";
import { type Lifetime, testDatabase } from "#test/support/test-database.ts";
import { NOW, seedProperty } from "./seeded-property.ts";

const TARIFF_FOLDER = join(import.meta.dirname, "../../catalogue/tariffs");

export const PASSWORD = "a long enough password";

async function temporaryFolder(t: Lifetime): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "smartpm-api-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A server on a free port with a clock that stands at NOW until it is moved. */
export interface RunningApi {
  readonly address: string;
  readonly clock: MovableClock;
  /** Sends a request as our own pages do; `body` as JSON. */
  call(method: string, path: string, options?: CallOptions): Promise<Response>;
  /** The cookie of a new session of the user. */
  signIn(email: string, password?: string): Promise<string>;
}

export interface CallOptions {
  readonly body?: unknown;
  readonly cookie?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Starts the API on a database; stops it after `t`. */
export async function runApi(
  t: Lifetime,
  {
    database,
    webFolder,
    catalogue = [],
    now = NOW,
    https,
    secondFactor,
    limits,
    log = createLog("silent"),
  }: {
    readonly database: Database;
    readonly webFolder?: string;
    readonly catalogue?: readonly MeterModel[];
    /** Where its clock stands at first. */
    readonly now?: Temporal.Instant;
    readonly secondFactor?: "required";
    readonly https?: Parameters<typeof startServer>[0]["https"];
    readonly limits?: RequestLimits;
    readonly log?: Log;
  },
): Promise<RunningApi> {
  const clock = new MovableClock(now);
  const previewer = openBillPreviewer({ publicUrl: undefined });
  const server = await startServer({
    database,
    clock,
    log,
    host: "127.0.0.1",
    port: 0,
    https,
    secondFactor,
    webFolder,
    catalogue,
    tariffExamples: loadTariffExamples(TARIFF_FOLDER),
    box: await openSecretBox(await temporaryFolder(t)),
    configuredMail: undefined,
    previewer,
    ...(limits && { limits }),
  });
  // Without a worker the server is not ready, and says so.
  const heart = await startHeartbeat({
    database,
    log: createLog("silent"),
    roles: ["worker"],
    jobs: () => [],
  });
  t.after(() => server.stop());
  t.after(() => heart.stop());
  t.after(() => previewer.stop());
  const call: RunningApi["call"] = (method, path, { body, cookie, headers } = {}) =>
    fetch(`${server.address}/api${path}`, {
      method,
      headers: {
        "x-smartpm": "1",
        ...(cookie !== undefined && { cookie }),
        ...(body !== undefined && { "content-type": "application/json" }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  return {
    address: server.address,
    clock,
    call,
    async signIn(email, password = PASSWORD) {
      const response = await call("POST", "/session", { body: { email, password } });
      if (response.status !== 200) throw new Error(`sign-in of ${email}: ${response.status}`);
      return cookieOf(response);
    },
  };
}

/** A property, a user of each role, a server on them, and the administrator signed in. */
export async function runSeededApi(
  t: Lifetime,
  { webFolder }: { readonly webFolder?: string } = {},
) {
  const database = await testDatabase(t);
  const property = await seedProperty(database);
  await seedUsers(database, property.bakery.tenantId);
  const api = await runApi(t, { database, ...(webFolder !== undefined && { webFolder }) });
  const cookie = await api.signIn("administrator@example.org");
  return { database, property, api, cookie };
}

/** The JSON of an answer, as loosely typed as a browser sees it. */
// oxlint-disable-next-line typescript/no-explicit-any -- each test says what it expects of it
export async function json(answer: Response): Promise<any> {
  return answer.json();
}

/** The session cookie that an answer sets, as a request sends it. */
export function cookieOf(response: Response): string {
  return response.headers.getSetCookie()[0]?.split(";")[0] ?? "";
}

/**
 * A user of each role, `viewer@example.org` and so on; the tenant is the given one, and those who
 * may be limited to sites are to the given ones.
 */
export async function seedUsers(
  database: Database,
  tenantId: number,
  { siteIds = null }: { readonly siteIds?: readonly number[] | null } = {},
): Promise<void> {
  const passwordHash = await hashPassword(PASSWORD);
  for (const role of ROLES) {
    const isLimited = role !== "administrator" && role !== "tenant";
    const sites = isLimited ? siteIds : null;
    await seedUser(database, { role, tenantId, passwordHash, siteIds: sites });
  }
}

async function seedUser(
  database: Database,
  user: {
    readonly role: Role;
    readonly tenantId: number;
    readonly passwordHash: string;
    readonly siteIds: readonly number[] | null;
  },
): Promise<void> {
  await createUser(database, {
    email: `${user.role}@example.org`,
    name: `The ${user.role}`,
    role: user.role,
    language: "en",
    tenantId: user.role === "tenant" ? asId(user.tenantId) : null,
    siteIds: user.siteIds,
    passwordHash: user.passwordHash,
    createdAt: NOW,
  });
}
