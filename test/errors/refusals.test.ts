/**
 * What a person can do wrong at the command line, and the one line that answers: what is wrong and
 * what to do, on stderr, with an exit code that is not 0. Read side by side, they shall sound alike.
 */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { chmod, chown, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { startCommand } from "#test/support/started-command.ts";

interface Mistake {
  readonly made: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** After `smartpm: `; FOLDER stands for the test's own. */
  readonly answer: string;
}

const NOBODY = 65_534;

let folder = "";

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "smartpm-errors-"));
  await writeFile(join(folder, "file"), "");
  await mkdir(join(folder, "foreign"));
  await writeFile(join(folder, "foreign/letters.txt"), "");
  for (const [name, text] of Object.entries(CONFIGURATION_FILES)) {
    await mkdir(join(folder, name));
    await writeFile(join(folder, name, "smartpm.json"), text);
  }
});

after(() => rm(folder, { recursive: true, force: true }));

const CONFIGURATION_FILES = {
  "no-json": "port: 80",
  "unknown-key": '{ "prot": 8180 }',
  "wrong-value": '{ "port": 70000 }',
  "moving-folder": '{ "dataFolder": "/elsewhere" }',
  "no-group": '{ "mail": "localhost" }',
};

const mistakes: readonly Mistake[] = [
  {
    made: "a command that is not there",
    args: ["strat"],
    answer: 'there is no command "strat"; did you mean start?',
  },
  {
    made: "a command like none there is",
    args: ["frobnicate"],
    answer: 'there is no command "frobnicate"; ./smartpm help lists them',
  },
  {
    made: "a task that backup does not have",
    args: ["backup", "lsit"],
    answer: './smartpm backup has no "lsit"; did you mean list?',
  },
  {
    made: "a task that archive does not have",
    args: ["archive", "verfy"],
    answer: './smartpm archive has no "verfy"; did you mean verify?',
  },
  {
    made: "a command whose task is left out",
    args: ["audit"],
    answer: "list or verify is missing",
  },
  {
    made: "a check of a folder that has no database",
    args: ["audit", "verify", "--data", "FOLDER/foreign"],
    answer:
      "there is no database in FOLDER/foreign: name the data folder with --data FOLDER, or begin one there with ./smartpm start",
  },
  {
    made: "a number of years that is none",
    args: ["archive", "--keep-years", "0"],
    answer: '--keep-years: "0" is no whole number above 0',
  },
  {
    made: "a restore without the key",
    args: ["restore", "FOLDER/file", "--data", "FOLDER/new", "--key-file", "FOLDER/none"],
    answer:
      "cannot read the backup key FOLDER/none (there is no such file): write there what ./smartpm backup key printed on the old machine, and name the file with --key-file",
  },
  {
    made: "a restore with a key that is none",
    args: ["restore", "FOLDER/file", "--data", "FOLDER/new", "--key-file", "FOLDER/file"],
    answer:
      "FOLDER/file holds no backup key, or one with a mistake in it: it is 58 letters and digits, as ./smartpm backup key prints them",
  },
  {
    made: "a time of day that is none",
    args: ["start"],
    env: { SMARTPM_BACKUP_TIME: "half past two" },
    answer: 'SMARTPM_BACKUP_TIME: "half past two" is neither a time like 02:30 nor off',
  },
  {
    made: "an option that is not there",
    args: ["start", "--prot", "80"],
    answer: "there is no option --prot; did you mean --port?",
  },
  {
    made: "a word too many",
    args: ["config", "all"],
    answer: '"all" is one word too many',
  },
  {
    made: "a port that is no number",
    args: ["start", "--port", "http"],
    answer: '--port: "http" is not a whole number from 0 to 65535',
  },
  {
    made: "an environment variable misspelt",
    args: ["config"],
    env: { SMARTPM_PROT: "80" },
    answer: "the environment variable SMARTPM_PROT means nothing; did you mean SMARTPM_PORT?",
  },
  {
    made: "an address of a database that is none, which may hold a password",
    args: ["start"],
    env: { DATABASE_URL: "mysql://root:secret@localhost/x" },
    answer: "DATABASE_URL: its value is not like postgres://user:password@host:5432/database",
  },
  {
    made: "a configuration file that is no JSON",
    args: ["config", "--data", "FOLDER/no-json"],
    answer: "FOLDER/no-json/smartpm.json is not JSON: correct it, or remove it to use the defaults",
  },
  {
    made: "a setting that is not there",
    args: ["config", "--data", "FOLDER/unknown-key"],
    answer: 'FOLDER/unknown-key/smartpm.json: there is no setting "prot"; did you mean port?',
  },
  {
    made: "a setting that is out of range",
    args: ["start", "--data", "FOLDER/wrong-value"],
    answer: "FOLDER/wrong-value/smartpm.json, port: 70000 is not a whole number from 0 to 65535",
  },
  {
    made: "a value where settings in braces belong",
    args: ["config", "--data", "FOLDER/no-group"],
    answer: "FOLDER/no-group/smartpm.json: mail is not an object in braces",
  },
  {
    made: "a data folder that is to be moved from within",
    args: ["config", "--data", "FOLDER/moving-folder"],
    answer:
      "FOLDER/moving-folder/smartpm.json: it lies in the data folder and cannot move it: use --data",
  },
  {
    made: "a data folder that is a file",
    args: ["start", "--data", "FOLDER/file"],
    answer:
      "cannot use the data folder FOLDER/file (it is a file): choose another with --data or SMARTPM_DATA",
  },
  {
    made: "a data folder below a file",
    args: ["start", "--data", "FOLDER/file/data"],
    answer:
      "cannot use the data folder FOLDER/file/data (a part of its path is a file): choose another with --data or SMARTPM_DATA",
  },
  {
    made: "a data folder with somebody else's files",
    args: ["start", "--data", "FOLDER/foreign"],
    answer: "FOLDER/foreign already holds other files: choose another with --data or SMARTPM_DATA",
  },
  {
    made: "a bench that is not there",
    args: ["bench", "reading"],
    answer: 'there is no bench "reading"; did you mean readings?',
  },
];

for (const { made, args, env, answer } of mistakes) {
  test(made, async () => {
    const filled = args.map((arg) => arg.replace("FOLDER", folder));
    const { ended } = startCommand({ args: filled, ...(env && { env }) });
    const { code, stderr } = await ended;
    assert.equal(stderr, `smartpm: ${answer.replace("FOLDER", folder)}\n`);
    assert.equal(code, 1);
  });
}

test("a data folder without permission", async (t) => {
  const closed = join(folder, "closed");
  await mkdir(closed);
  const isRoot = process.getuid?.() === 0;
  if (isRoot) await chmod(folder, 0o755);
  else await chmod(closed, 0o500);
  t.after(() => chmod(closed, 0o700));
  const args = ["start", "--data", isRoot ? join(closed, "data") : closed];
  const { ended } = startCommand({ args, ...(isRoot && { uid: NOBODY }) });
  const { code, stderr } = await ended;
  const where = args[2];
  assert.equal(
    stderr,
    `smartpm: cannot use the data folder ${where} (no permission): choose another with --data or SMARTPM_DATA\n`,
  );
  assert.equal(code, 1);
});

test("a database that does not answer", async () => {
  // A port that was free a moment ago, and has nobody behind it.
  const port = await freePort();
  const { ended } = startCommand({
    args: ["start", "--data", join(folder, "unreachable")],
    env: { DATABASE_URL: `postgres://smartpm:secret@127.0.0.1:${port}/smartpm` },
  });
  const { code, stderr } = await ended;
  assert.equal(
    stderr,
    `smartpm: cannot use the database 127.0.0.1:${port}/smartpm (connect ECONNREFUSED 127.0.0.1:${port}): check DATABASE_URL, and that the server runs and lets this account in\n`,
  );
  assert.equal(code, 1);
});

test("a port that is taken, and a second start on the same data", async (t) => {
  const data = join(folder, "running");
  const taken = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => taken.once("listening", resolve));
  t.after(() => taken.close());
  const { port } = taken.address() as { port: number };
  const options = ["--data", data, "--log-level", "silent"];
  const refused = await startCommand({ args: ["start", "--port", String(port), ...options] }).ended;
  assert.equal(
    refused.stderr,
    `smartpm: port ${port} of 127.0.0.1 is taken: stop what uses it, or choose another with --port\n`,
  );
  assert.equal(refused.code, 1);

  const first = startCommand({ args: ["start", "--port", "0", ...options] });
  t.after(() => first.child.kill("SIGKILL"));
  await first.says(/ready: http/);
  const second = await startCommand({ args: ["start", "--port", "0", ...options] }).ended;
  assert.equal(
    second.stderr,
    `smartpm: SmartPM (process ${first.child.pid}) already runs on the data in ${data}: stop it first, or choose another folder with --data\n`,
  );
  assert.equal(second.code, 1);

  first.child.kill("SIGTERM");
  const { code, stderr } = await first.ended;
  assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
  assert.equal(existsSync(join(data, "smartpm.pid")), false);
  assert.equal(existsSync(join(data, "postgres/postmaster.pid")), false);
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

test(
  "an account without a name says so",
  { skip: process.getuid?.() !== 0 && "only root can run as another account" },
  async (t) => {
    const nameless = 54_321;
    const own = await mkdtemp(join(tmpdir(), "smartpm-nameless-"));
    t.after(() => rm(own, { recursive: true, force: true }));
    await chown(own, nameless, nameless);
    const { ended } = startCommand({ args: ["start", "--data", own], uid: nameless });
    const { code, stderr } = await ended;
    assert.equal(code, 1);
    assert.match(
      stderr,
      /^smartpm: PostgreSQL needs a name for user id 54321, and \/etc\/passwd has none: .*\n$/,
    );
  },
);
