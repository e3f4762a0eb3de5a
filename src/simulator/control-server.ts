import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Fault } from "#domain/core/fault.ts";
import { failed, ok, type Result } from "#domain/core/fault.ts";
import type { Simulator } from "./simulator.ts";
import { parseCommand } from "./simulator-command.ts";

/** Only programs and people on this machine may disturb the building. */
const LOOPBACK = "127.0.0.1";
const BODY_BYTES_AT_MOST = 10_000;

export interface ControlServer {
  /** `http://127.0.0.1:PORT`: the page for people; its paths are the API. */
  readonly address: string;
  stop(): Promise<void>;
}

/**
 * Serves the control page (`GET /`), the state (`GET /state`) and the commands (`POST`, see
 * simulator-command.ts) over HTTP on loopback. Port 0 takes any free one.
 */
export async function startControlServer(
  simulator: Simulator,
  port: number,
): Promise<ControlServer> {
  const page = await readFile(new URL("control-page.html", import.meta.url));
  const server = createServer((request, response) => {
    respond({ simulator, page, request }).then(
      (answer) => send(response, answer),
      (error: unknown) => send(response, json(500, { faults: [unexpected(error)] })),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host: LOOPBACK, port }, resolve);
  });
  return { address: `http://${LOOPBACK}:${portOf(server)}`, stop: () => close(server) };
}

function portOf(server: Server): number {
  const address = server.address();
  if (!address || typeof address === "string") throw new Error("the control server has no port");
  return address.port;
}

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  server.closeAllConnections();
  await closed;
}

interface Answer {
  readonly status: number;
  readonly mediaType: string;
  readonly body: string | Buffer;
}

function json(status: number, value: unknown): Answer {
  return { status, mediaType: "application/json", body: `${JSON.stringify(value)}\n` };
}

function send(response: ServerResponse, { status, mediaType, body }: Answer): void {
  response.writeHead(status, {
    "content-type": mediaType.startsWith("text/") ? `${mediaType}; charset=utf-8` : mediaType,
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
  });
  response.end(body);
}

async function respond({
  simulator,
  page,
  request,
}: {
  readonly simulator: Simulator;
  readonly page: Buffer;
  readonly request: IncomingMessage;
}): Promise<Answer> {
  const path = (request.url ?? "/").split("?")[0] ?? "/";
  if (request.method === "GET" && path === "/") {
    return { status: 200, mediaType: "text/html", body: page };
  }
  if (request.method === "GET" && path === "/state") return json(200, simulator.state());
  if (request.method !== "POST") return json(404, { faults: [noSuchPage(path)] });
  if (isFromElsewhere(request)) return json(403, { faults: [FROM_ELSEWHERE] });
  const [, subject = "", which = "", verb = "", ...more] = path.split("/").map(decoded);
  if (more.length > 0) return json(404, { faults: [noSuchPage(path)] });
  const body = await readBody(request);
  const command = body.ok ? parseCommand({ subject, which, verb, body: body.value }) : body;
  const done = command.ok ? await simulator.apply(command.value) : command;
  if (done.ok) return json(200, simulator.state());
  return json(statusOf(done.faults), { faults: done.faults });
}

const NOT_FOUND_CODES: readonly string[] = [
  "simulator.unknown-command",
  "simulator.unknown-meter",
  "simulator.unknown-line",
];

function statusOf(faults: readonly Fault[]): number {
  return faults.some(({ code }) => NOT_FOUND_CODES.includes(code)) ? 404 : 400;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

const OWN_NAMES: readonly string[] = [LOOPBACK, "localhost"];

/**
 * A page of another site must not disturb the building through a person's browser, nor one whose
 * own name has come to point at this machine.
 */
function isFromElsewhere({ headers }: IncomingMessage): boolean {
  const { origin, host = "" } = headers;
  if (origin === undefined) return false;
  return origin !== `http://${host}` || !OWN_NAMES.includes(host.split(":")[0] ?? "");
}

const FROM_ELSEWHERE: Fault = {
  code: "simulator.from-elsewhere",
  subject: "Origin",
  message: "this command comes from a page of another site",
  remedy: "use the control page of the simulator itself",
};

async function readBody(
  request: IncomingMessage,
): Promise<Result<Readonly<Record<string, unknown>>>> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > BODY_BYTES_AT_MOST) return failed([badBody(`is over ${BODY_BYTES_AT_MOST} bytes`)]);
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString("utf8").trim();
  if (text === "") return ok({});
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return ok(value);
  } catch {
    return failed([badBody("is not JSON")]);
  }
  return failed([badBody("is not a JSON object")]);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function badBody(message: string): Fault {
  return {
    code: "simulator.bad-body",
    subject: "body",
    message,
    remedy: 'send an object like {"fraction": 0.3}, or nothing',
  };
}

function noSuchPage(path: string): Fault {
  return {
    code: "simulator.unknown-path",
    subject: path,
    message: "there is nothing here",
    remedy: "see / for the page, /state for the building; commands are sent by POST",
  };
}

function unexpected(error: unknown): Fault {
  const message = error instanceof Error ? error.message : String(error);
  return { code: "simulator.failed", subject: "simulator", message };
}
