import { connect, createServer, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import type { Configuration } from "#platform/configuration.ts";
import { errorCode, errorText } from "#platform/refusal.ts";
import { bad, doubtful, type Finding, good } from "./check.ts";
import type { InstallationRecord } from "./installation-record.ts";
import { hasKeptData } from "./kept-data.ts";
import { keeperOf } from "./kept-service.ts";
import { askReadiness } from "./readiness.ts";
import { currentRelease } from "./release.ts";

const GREETING_WITHIN_MS = 10_000;

/** Whether the installed service runs, and does its work. */
export async function checkService(record: InstallationRecord | undefined): Promise<Finding[]> {
  const about = "service";
  if (!record) {
    return [doubtful(about, "it is not installed", "./smartpm install lets it start by itself")];
  }
  const { data, program } = record.places;
  if (hasKeptData(data)) {
    const found = "an upgrade was begun and never ended";
    return [bad(about, found, "./smartpm upgrade brings the old version back, then tries again")];
  }
  const current = await currentRelease(program);
  if (current !== record.release) {
    return [bad(about, `${current} is in use, and not ${record.release}`, "./smartpm upgrade")];
  }
  const keeper = keeperOf(record);
  const state = await keeper.state();
  if (state.kind === "stopped") return [bad(about, "it is stopped", "smartpm service start")];
  const readiness = await askReadiness(data);
  if (readiness.kind === "not-ready" || state.kind === "failing") {
    const reason = readiness.kind === "ready" ? "it keeps ending" : readiness.reason;
    return [bad(about, `${reason}; started again ${state.restarts} times`, keeper.logHint)];
  }
  const found = `${record.release} works at ${readiness.said.address ?? "no address"}`;
  if (state.restarts === 0) return [good(about, found)];
  return [doubtful(about, `${found}, started again ${state.restarts} times`, keeper.logHint)];
}

/** Whether the web's port is the service's, or free for it. */
export async function checkPort({ dataFolder, host, port }: Configuration): Promise<Finding[]> {
  const about = "port";
  const readiness = await askReadiness(dataFolder);
  if (readiness.kind === "ready") return [good(about, `${port} is the service's`)];
  const taken = await whyNotFree({ host, port });
  if (taken === undefined) return [good(about, `${port} of ${host} is free`)];
  if (taken === "EACCES") {
    return [bad(about, `${port} needs root`, "install as a service, or choose one above 1023")];
  }
  const remedy = `stop what uses it (ss -ltnp 'sport = :${port}' says what), or set port`;
  return [bad(about, `${port} of ${host} cannot be listened on (${taken})`, remedy)];
}

function whyNotFree(place: { host: string; port: number }): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error) => resolve(errorCode(error) ?? errorText(error)));
    server.listen(place, () => server.close(() => resolve(undefined)));
  });
}

/** Whether a mail server is known and greets; no mail is sent. */
export async function checkMail(
  server: { readonly host: string; readonly port: number; readonly secure: boolean } | undefined,
): Promise<Finding[]> {
  const about = "mail";
  if (!server) {
    const remedy = "set mail.host, or enter it in the web under Settings";
    return [doubtful(about, "no mail server is known: bills and alarms wait", remedy)];
  }
  const place = `${server.host}:${server.port}`;
  try {
    const greeting = await greetingOf(server);
    if (greeting.startsWith("220")) return [good(about, `${place} greets: ${greeting}`)];
    return [bad(about, `${place} says ${greeting || "nothing"}`, "check mail.host and mail.port")];
  } catch (error) {
    const remedy = "check mail.host, mail.port, mail.secure and the firewall";
    return [bad(about, `${place} cannot be reached: ${errorText(error)}`, remedy)];
  }
}

/** The first line of a mail server. */
function greetingOf(server: { host: string; port: number; secure: boolean }): Promise<string> {
  const { host, port } = server;
  return new Promise((resolve, reject) => {
    const socket: Socket = server.secure
      ? connectTls({ host, port, servername: host })
      : connect({ host, port });
    socket.setTimeout(GREETING_WITHIN_MS, () => {
      socket.destroy(new Error(`no greeting within ${GREETING_WITHIN_MS / 1000} s`));
    });
    socket.once("error", reject);
    socket.once("data", (piece: Buffer) => {
      resolve(piece.toString("latin1").split("\r\n")[0] ?? "");
      socket.end("QUIT\r\n");
    });
    socket.once("close", () => reject(new Error("it closed the connection at once")));
  });
}
