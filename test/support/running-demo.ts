/** The demo as a person runs it, for tests that look at the screens. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";

/** On a quiet machine half a minute; others may be at work on this one. */
const READY_WITHIN_MS = 200_000;

/** What a test, a suite or the module `node:test` itself offers for tidying up. */
interface Lifetime {
  after(tidy: () => Promise<void>): void;
}

export interface Demo {
  readonly address: string;
  readonly controlAddress: string;
  readonly email: string;
  readonly password: string;
  /** Signs in a tenant, by the same password. */
  readonly tenantEmail: string;
  /** Its data folder. */
  readonly folder: string;
}

/** Runs the demo on a data folder of its own and any free port. */
export async function startDemo(t: Lifetime): Promise<Demo> {
  const folder = await mkdtemp(join(tmpdir(), "smartpm-journey-"));
  const main = join(import.meta.dirname, "../../src/cli/main.ts");
  const demo = spawn(process.execPath, [main, "demo", "--data", folder, "--port", "0"], {
    stdio: ["ignore", "pipe", "inherit"],
    env: environment(),
  });
  t.after(async () => {
    const closed = once(demo, "close");
    if (demo.exitCode === null) {
      demo.kill("SIGTERM");
      await closed;
    }
    await rm(folder, { recursive: true, force: true });
  });
  let said = "";
  demo.stdout.setEncoding("utf8");
  await new Promise<void>((resolve, reject) => {
    const fail = (what: string) => reject(new Error(`the demo ${what}; it said: ${said}`));
    const limit = setTimeout(() => fail("is not ready"), READY_WITHIN_MS);
    demo.once("exit", () => fail("has ended"));
    // One listener for all of it: what comes while none listens is lost.
    demo.stdout.on("data", (text: string) => {
      said += text;
      if (!said.includes("Ctrl+C")) return;
      clearTimeout(limit);
      resolve();
    });
  });
  const found = (pattern: RegExp) => pattern.exec(said)?.[1] ?? assert.fail(said);
  return {
    address: found(/Open\s+(\S+)/),
    controlAddress: found(/energy:\s+(\S+)/),
    email: found(/Sign in\s+(\S+)/),
    password: found(/password (\S+)/),
    tenantEmail: found(/A tenant\s+(\S+)/),
    folder,
  };
}

/** Without what tests are told by it; and whose database must never be touched, wherever it leads. */
function environment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith("SMARTPM_"));
  return { ...Object.fromEntries(own), DATABASE_URL: "postgres://demo@127.0.0.1:1/real" };
}

/** Signs in by the sign-in page, and waits for the main screen. */
export async function signIn(page: Page, { address, email, password }: Demo): Promise<void> {
  await page.goto(address);
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: "Lighthouse Court" }).waitFor();
}
