import { once } from "node:events";
import http from "node:http";
import https from "node:https";
import { setTimeout as pause } from "node:timers/promises";
import { errorText, Refusal } from "#platform/refusal.ts";
import { type Announcement, readAnnouncement } from "#service/announcement.ts";
import type { Keeper } from "./keeper.ts";
import { complaintOf } from "./run-program.ts";

const POLL_MS = 250;
const ANSWER_WITHIN_MS = 5_000;

/** What the service says when it is asked whether it can do its work. */
export type Readiness =
  | { readonly kind: "ready"; readonly said: Announcement }
  | { readonly kind: "not-ready"; readonly reason: string };

/** Asks the service on a data folder, by the address that it has announced there. */
export async function askReadiness(data: string): Promise<Readiness> {
  const said = await readAnnouncement(data);
  if (!said) return { kind: "not-ready", reason: "it has not started yet" };
  if (said.address === null) return { kind: "ready", said };
  try {
    const { status, text } = await get(`${localAddress(said.address)}/readyz`);
    if (status === 200) return { kind: "ready", said };
    return { kind: "not-ready", reason: `it answers ${status}: ${text}` };
  } catch (error) {
    return { kind: "not-ready", reason: `it gives no answer (${errorText(error)})` };
  }
}

/** Its certificate need not be one that anybody vouches for: it is asked on this machine only. */
async function get(address: string): Promise<{ readonly status: number; readonly text: string }> {
  const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
  const request = address.startsWith("https:")
    ? https.get(address, { rejectUnauthorized: false, signal })
    : http.get(address, { signal });
  const [answer] = (await once(request, "response")) as [http.IncomingMessage];
  let text = "";
  for await (const piece of answer.setEncoding("utf8")) text += String(piece);
  return { status: answer.statusCode ?? 0, text };
}

/** Every address of the machine is none to connect to. */
function localAddress(address: string): string {
  return address.replace("//0.0.0.0:", "//127.0.0.1:").replace("//[::]:", "//[::1]:");
}

/**
 * Waits until the release answers that it is ready. Refuses, with the end of its log, as soon as it
 * has ended by itself, or when `withinMs` have passed.
 */
export async function waitUntilReady(
  keeper: Keeper,
  { data, release, withinMs }: { data: string; release: string; withinMs: number },
): Promise<Announcement> {
  let reason = "it has not started yet";
  for (let waitedMs = 0; waitedMs < withinMs; waitedMs += POLL_MS) {
    const readiness = await askReadiness(data);
    if (readiness.kind === "not-ready") reason = readiness.reason;
    else if (readiness.said.release === release) return readiness.said;
    const state = await keeper.state();
    if (state.kind !== "running") {
      throw new Refusal(`the service ended by itself: ${await explained(keeper)}`);
    }
    await pause(POLL_MS);
  }
  throw new Refusal(
    `the service is not ready after ${withinMs / 1000} s, ${reason}: ${await explained(keeper)}`,
  );
}

async function explained(keeper: Keeper): Promise<string> {
  return complaintOf(await keeper.lastWords()) || `see ${keeper.logHint}`;
}
