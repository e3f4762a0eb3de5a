import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { CONFIGURATION_FILE, configurationOf, readSettings } from "./configuration.ts";
import { Refusal } from "./refusal.ts";

const folder = mkdtempSync(join(tmpdir(), "smartpm-configuration-"));
const file = join(folder, CONFIGURATION_FILE);
after(() => rmSync(folder, { recursive: true, force: true }));

function inForce(given: {
  env?: NodeJS.ProcessEnv;
  flags?: Record<string, string>;
  json?: unknown;
}) {
  writeFileSync(file, JSON.stringify(given.json ?? {}));
  const env = { SMARTPM_DATA: folder, ...given.env };
  const settings = readSettings({ env, flags: given.flags ?? {} });
  const origin = (key: string) => settings.find((one) => one.key === key)?.origin;
  return { origin, configuration: configurationOf(settings) };
}

test("an option wins over the environment, that over the file, that over the default", () => {
  const json = { port: 1001, host: "file.example", logLevel: "warn" };
  const env = { SMARTPM_PORT: "1002", SMARTPM_HOST: "env.example" };
  const { configuration, origin } = inForce({ json, env, flags: { port: "1003" } });
  assert.deepEqual([configuration.port, origin("port")], [1003, "--port"]);
  assert.deepEqual([configuration.host, origin("host")], ["env.example", "SMARTPM_HOST"]);
  assert.deepEqual([configuration.logLevel, origin("logLevel")], ["warn", `${file}, logLevel`]);
  assert.deepEqual([configuration.roles.length, origin("roles")], [3, "default"]);
});

test("a broker of our own is there when it has a port, and open to the network only with an account", () => {
  const account = { user: "gateway", password: "in the cellar" };
  const brokerOf = (broker: object) => inForce({ json: { broker } }).configuration.broker;
  assert.equal(inForce({}).configuration.broker, undefined);
  assert.deepEqual(brokerOf({ port: 1883 }), {
    host: "127.0.0.1",
    port: 1883,
    account: undefined,
  });
  assert.deepEqual(brokerOf({ port: 1883, host: "0.0.0.0", ...account }), {
    host: "0.0.0.0",
    port: 1883,
    account,
  });
  assert.throws(
    () => brokerOf({ port: 1883, host: "0.0.0.0" }),
    /broker.host 0.0.0.0: anybody could send readings; set broker.user and broker.password too/,
  );
});

test("without a server for mails there is no mail, with one the rest has defaults", () => {
  assert.equal(inForce({}).configuration.mail, undefined);
  const { mail } = inForce({ json: { mail: { host: "smtp.example" } } }).configuration;
  assert.deepEqual(mail, {
    host: "smtp.example",
    port: 587,
    secure: false,
    user: undefined,
    password: undefined,
    from: "SmartPM <smartpm@localhost>",
  });
});

test("an empty environment variable counts as not set", () => {
  assert.equal(inForce({ env: { SMARTPM_PORT: "" } }).configuration.port, 8180);
});

test("roles are a list in the file and words with commas elsewhere, in one order", () => {
  assert.deepEqual(inForce({ json: { roles: ["web", "collector"] } }).configuration.roles, [
    "collector",
    "web",
  ]);
  assert.deepEqual(inForce({ env: { SMARTPM_ROLES: "worker, web" } }).configuration.roles, [
    "worker",
    "web",
  ]);
});

test("a wrong password is not shown", () => {
  assert.throws(
    () => inForce({ json: { mail: { password: 4711 } } }),
    (error) => error instanceof Refusal && !error.message.includes("4711"),
  );
});

test("a file in the data folder cannot move the data folder", () => {
  assert.throws(() => inForce({ json: { dataFolder: "/elsewhere" } }), /cannot move it/);
});
