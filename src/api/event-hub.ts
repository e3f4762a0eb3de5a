import type { z } from "zod";
import { ALARMS_AT_MOST } from "#api/contract/alarms.ts";
import { events, type EventName } from "#api/contract/events.ts";
import { asId, type AlarmId, type LineId, type MeterId, type TenantId } from "#domain/core/id.ts";
import type { Clock } from "#platform/clock.ts";
import type { Database } from "#platform/database.ts";
import type { Log } from "#platform/log.ts";
import { databaseOfSites } from "#platform/site-database.ts";
import { countOpenAlarms, listAlarms } from "#storage/alarms.ts";
import { listLines } from "#storage/line-views.ts";
import { listMeters, type MeterView } from "#storage/meter-views.ts";
import { listValidSessions } from "#storage/sessions.ts";
import { alarmOnWire } from "./alarm-on-wire.ts";
import { mainValueOf, registerOf } from "./main-value.ts";
import { listenForNotifications, type Notification } from "./notifications.ts";
import { wire } from "./wire.ts";

/** What happens within this time is told together: at most one message of a kind a second. */
const COALESCED_FOR_MS = 1000;
const HEARTBEAT_EVERY_MS = 15_000;
const SUBSCRIBERS_AT_MOST = 1000;
/** More rows changed within a second than anyone shows: the screens read anew instead. */
const CHANGES_AT_MOST = 5000;

/** What a notification of the database says. */
interface Notice {
  readonly meterIds?: readonly number[];
  readonly lineId?: number;
  readonly alarmIds?: readonly number[];
}

/** Someone who is told what happens. */
export interface Subscriber {
  readonly tokenSha256: string;
  /** When set, the subscriber hears of this tenant's meters only, not of alarms or lines. */
  readonly tenantId: TenantId | undefined;
  /** Of whom it hears when it works on some sites only: what belongs to those. */
  readonly sites: { readonly userId: number; readonly siteIds: readonly number[] } | undefined;
  send(message: string): void;
  end(): void;
}

/** Tells subscribers what the database's notifications are about. */
export interface EventHub {
  /** Returns how to leave again; undefined when there are too many subscribers. */
  subscribe(subscriber: Subscriber): (() => void) | undefined;
  /** Tells the streams of one session something that concerns nobody else. */
  tellSession(tokenSha256: string, importing: z.input<(typeof events)["importing"]>): void;
  /** Ends the streams of a session that is no more. */
  endSession(tokenSha256: string): void;
  stop(): Promise<void>;
}

interface HubContext {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
}

/** One event in the format of server-sent events. */
function message<Name extends EventName>(name: Name, data: z.input<(typeof events)[Name]>): string {
  return `event: ${name}\ndata: ${JSON.stringify(events[name].parse(data))}\n\n`;
}

const HEARTBEAT = ": alive\n\n";

/** Starts listening to the database; throws when it cannot be reached. */
export async function startEventHub(context: HubContext): Promise<EventHub> {
  const hub = new Hub(context);
  const listening = await listenForNotifications(context, {
    channels: ["live", "alarm", "communication"],
    onNotification: (notification) => hub.note(notification),
    onReconnect: () => hub.reset(),
  });
  const heart = setInterval(() => hub.beat(), HEARTBEAT_EVERY_MS);
  return {
    subscribe: (subscriber) => hub.subscribe(subscriber),
    tellSession: (tokenSha256, importing) => hub.tellSession(tokenSha256, importing),
    endSession: (tokenSha256) => hub.endSession(tokenSha256),
    async stop() {
      clearInterval(heart);
      await listening.stop();
      await hub.stop();
    },
  };
}

class Hub {
  readonly #context: HubContext;
  readonly #subscribers = new Set<Subscriber>();
  readonly #meters = new Set<MeterId>();
  readonly #lines = new Set<LineId>();
  readonly #alarms = new Set<AlarmId>();
  #busy: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(context: HubContext) {
    this.#context = context;
  }

  subscribe(subscriber: Subscriber): (() => void) | undefined {
    if (this.#stopped || this.#subscribers.size >= SUBSCRIBERS_AT_MOST) return undefined;
    this.#subscribers.add(subscriber);
    return () => this.#subscribers.delete(subscriber);
  }

  tellSession(tokenSha256: string, importing: z.input<(typeof events)["importing"]>): void {
    const text = message("importing", importing);
    for (const subscriber of this.#subscribers) {
      if (subscriber.tokenSha256 === tokenSha256) subscriber.send(text);
    }
  }

  endSession(tokenSha256: string): void {
    for (const subscriber of this.#subscribers) {
      if (subscriber.tokenSha256 === tokenSha256) subscriber.end();
    }
  }

  /** Remembers what a notification is about; one that makes no sense is logged and dropped. */
  note({ channel, payload }: Notification): void {
    if (this.#subscribers.size === 0) return;
    try {
      const { meterIds, lineId, alarmIds }: Notice = JSON.parse(payload);
      if (channel === "live") for (const meterId of meterIds ?? []) this.#meters.add(asId(meterId));
      if (channel === "communication") this.#lines.add(asId(lineId ?? -1));
      if (channel === "alarm")
        for (const alarmId of alarmIds ?? []) this.#alarms.add(asId(alarmId));
    } catch (error) {
      this.#context.log.warn({ err: error, channel, payload }, "a notification makes no sense");
      return;
    }
    if (this.#meters.size > CHANGES_AT_MOST || this.#alarms.size > ALARMS_AT_MOST) this.reset();
    this.#timer ??= setTimeout(() => this.#flushSoon(), COALESCED_FOR_MS);
  }

  /** Something was missed: everybody must read anew. */
  reset(): void {
    for (const pending of [this.#meters, this.#lines, this.#alarms]) pending.clear();
    for (const subscriber of this.#subscribers) subscriber.send(message("reset", {}));
  }

  /** Shows that the connections live, and ends those whose sessions do not. */
  beat(): void {
    if (this.#subscribers.size === 0) return;
    this.#inTurn("check the sessions of event streams", async () => {
      const { database, clock } = this.#context;
      const tokenSha256s = [...new Set(Array.from(this.#subscribers, (s) => s.tokenSha256))];
      const valid = await listValidSessions(database, { tokenSha256s, now: clock.now() });
      for (const subscriber of this.#subscribers) {
        if (valid.has(subscriber.tokenSha256)) subscriber.send(HEARTBEAT);
        else subscriber.end();
      }
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#busy;
    for (const subscriber of this.#subscribers) subscriber.end();
  }

  #flushSoon(): void {
    this.#timer = undefined;
    this.#inTurn("tell events", () => this.#flush());
  }

  /** One thing at a time. What fails was told to nobody: everybody must read anew. */
  #inTurn(what: string, task: () => Promise<void>): void {
    const before = this.#busy;
    this.#busy = (async () => {
      await before;
      try {
        await task();
      } catch (error) {
        this.#context.log.warn({ err: error }, `could not ${what}`);
        this.reset();
      }
    })();
  }

  async #flush(): Promise<void> {
    const meters = take(this.#meters);
    const lines = take(this.#lines);
    const alarms = take(this.#alarms);
    if (this.#stopped || this.#subscribers.size === 0) return;
    if (meters.length > 0) await this.#tellMeters(meters);
    if (lines.length > 0) await this.#tellLines(lines);
    if (alarms.length > 0) await this.#tellAlarms(alarms);
  }

  async #tellMeters(ids: readonly MeterId[]): Promise<void> {
    const now = this.#context.clock.now();
    for (const { database, subscribers } of this.#audiences()) {
      const meters = await listMeters(database, { now, ids });
      const all = meters.length > 0 ? liveMessage(meters) : "";
      for (const { tenantId, send } of subscribers) {
        const own = meters.filter((meter) => meter.tenant?.id === tenantId);
        if (tenantId === undefined) send(all);
        else if (own.length > 0) send(liveMessage(own));
      }
    }
  }

  async #tellLines(ids: readonly LineId[]): Promise<void> {
    const now = this.#context.clock.now();
    await this.#tellStaff(async (database) => {
      const lines = await listLines(database, { now, ids });
      return lines.map((line) => message("communication", { line: wire(line) }));
    });
  }

  async #tellAlarms(ids: readonly AlarmId[]): Promise<void> {
    const now = this.#context.clock.now();
    await this.#tellStaff(async (database) => {
      const alarms = await listAlarms(database, { ids, now, atMost: ids.length });
      if (alarms.length === 0) return [];
      const counts = await countOpenAlarms(database, now);
      return alarms.map((alarm) => message("alarm", { alarm: alarmOnWire(alarm), counts }));
    });
  }

  async #tellStaff(messagesOf: (database: Database) => Promise<string[]>): Promise<void> {
    for (const { database, subscribers } of this.#audiences()) {
      const staff = subscribers.filter(({ tenantId }) => tenantId === undefined);
      if (staff.length === 0) continue;
      const text = (await messagesOf(database)).join("");
      if (text !== "") for (const { send } of staff) send(text);
    }
  }

  /** Those who hear the same, with the database as they see it. */
  #audiences(): { readonly database: Database; readonly subscribers: Subscriber[] }[] {
    const { database } = this.#context;
    const groups = Map.groupBy(this.#subscribers, ({ sites }) => sites?.siteIds.join(",") ?? "all");
    return Array.from(groups.values(), (subscribers) => {
      const sites = subscribers[0]?.sites;
      return { subscribers, database: sites ? databaseOfSites(database, sites) : database };
    });
  }
}

function liveMessage(meters: readonly MeterView[]): string {
  return message("live", {
    meters: meters.map((meter) =>
      wire({
        id: meter.id,
        state: meter.state,
        main: mainValueOf(meter),
        register: registerOf(meter),
        live: meter.live,
      }),
    ),
  });
}

function take<T>(pending: Set<T>): T[] {
  const taken = [...pending];
  pending.clear();
  return taken;
}
