import { type QueryClient, skipToken, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";
import type {
  AlarmEvent,
  CommunicationEvent,
  ImportingEvent,
  LiveEvent,
} from "#api/contract/events.ts";
import type { Meter, MeterSummary } from "#api/contract/meters.ts";
import { whenAppStands } from "#web/app/app-stands.ts";
import { read } from "./queries.ts";

/** After a cut the stream is opened anew at these intervals. */
const RECONNECT_AFTER_MS = 3000;
/** What flows in all is asked for at most this often. */
const FLOWS_EVERY_MS = 2000;
/** An outage this short is not worth a banner. */
const BANNER_AFTER_MS = 2500;

let cut = false;
const listeners = new Set<() => void>();

function setCut(value: boolean): void {
  if (cut === value) return;
  cut = value;
  for (const listener of listeners) listener();
}

/** Whether the stream of events is cut, so that what is shown may be old. */
export function useIsCut(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => cut,
    () => false,
  );
}

const IMPORTING_KEY = ["importing"];

/** How far the file is that this session sends; undefined until the first rows are taken in. */
export function useImporting(): {
  readonly importing: ImportingEvent | undefined;
  /** Forgets how far an earlier file was. */
  readonly begin: () => void;
} {
  const client = useQueryClient();
  const { data } = useQuery<ImportingEvent>({ queryKey: IMPORTING_KEY, queryFn: skipToken });
  return { importing: data, begin: () => client.removeQueries({ queryKey: IMPORTING_KEY }) };
}

/** Keeps what is shown up to date with the server's events as long as the component is mounted. */
export function useLiveEvents(): void {
  const client = useQueryClient();
  useEffect(() => {
    let stop = () => {};
    const callOff = whenAppStands(() => {
      stop = followEvents(client);
    });
    return () => {
      callOff();
      stop();
    };
  }, [client]);
}

function followEvents(client: QueryClient): () => void {
  let source: EventSource | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let banner: ReturnType<typeof setTimeout> | undefined;
  let lost = false;
  const flowsChanged = atMostEvery(FLOWS_EVERY_MS, () => {
    const { queryKey } = read("GET /overview/flows");
    void client.invalidateQueries({ queryKey });
  });

  const open = () => {
    source = new EventSource("/api/events");
    source.addEventListener("open", () => {
      clearTimeout(banner);
      banner = undefined;
      setCut(false);
      // Whoever was answered before the stream opened was not told what was raised in between.
      if (lost) void client.invalidateQueries();
      else refreshAlarms(client);
      lost = false;
    });
    source.addEventListener("error", () => {
      lost = true;
      source?.close();
      banner ??= setTimeout(() => setCut(true), BANNER_AFTER_MS);
      clearTimeout(retry);
      retry = setTimeout(open, RECONNECT_AFTER_MS);
    });
    listen(source, client);
    source.addEventListener("live", flowsChanged);
  };

  open();
  return () => {
    clearTimeout(retry);
    clearTimeout(banner);
    source?.close();
    setCut(false);
  };
}

/** Calls `act` soon after it was asked to, however often within the time only once. */
function atMostEvery(ms: number, act: () => void): () => void {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    setTimeout(() => {
      waiting = false;
      act();
    }, ms);
  };
}

function listen(source: EventSource, client: QueryClient): void {
  const on = <Data>(name: string, handle: (data: Data) => void) => {
    // Guaranteed by the server: it checks each event against the contract before it sends it.
    source.addEventListener(name, (event) => handle(JSON.parse(event.data) as Data));
  };
  on<LiveEvent>("live", (event) => showLive(client, event));
  const refreshSoon = coalesced(() => refreshAlarms(client));
  on<AlarmEvent>("alarm", refreshSoon);
  on<CommunicationEvent>("communication", (event) => showLine(client, event));
  on<ImportingEvent>("importing", (event) => client.setQueryData(IMPORTING_KEY, event));
  on("reset", () => void client.invalidateQueries());
}

/** Hundreds of alarms in one message are read anew once. */
function coalesced(act: () => void): () => void {
  let pending: ReturnType<typeof setTimeout> | undefined;
  return () => {
    pending ??= setTimeout(() => {
      pending = undefined;
      act();
    });
  };
}

function showLive(client: QueryClient, event: LiveEvent): void {
  const changed = new Map(event.meters.map((meter) => [meter.id, meter]));
  client.setQueryData(read("GET /meters", { query: {} }).queryKey, (list) =>
    list === undefined ? list : { meters: list.meters.map((meter) => renewed(meter)) },
  );
  for (const { id, ...values } of event.meters) {
    client.setQueryData(read("GET /meters/:id", { params: { id } }).queryKey, (meter) =>
      meter === undefined ? meter : aged<Meter>({ ...meter, ...values }),
    );
  }

  function renewed(meter: MeterSummary): MeterSummary {
    const now = changed.get(meter.id);
    if (now === undefined) return meter;
    return aged({ ...meter, state: now.state, main: now.main, register: now.register });
  }
}

/** The newest value is also the last good answer. */
function aged<M extends MeterSummary>(meter: M): M {
  const newest = meter.main?.measuredAt ?? meter.register?.measuredAt;
  const before = meter.lastGoodAt;
  if (newest === undefined || (before !== null && before > newest)) return meter;
  return { ...meter, lastGoodAt: newest };
}

function refreshAlarms(client: QueryClient): void {
  const about: readonly string[] = ["GET /alarms", "GET /overview", "GET /meters/:id"];
  const isAbout = ({ queryKey }: { queryKey: readonly unknown[] }) =>
    about.includes(`${queryKey[0]}`);
  // A first answer under way may be from before, and the library takes it for the one asked for now.
  void client
    .cancelQueries({ predicate: (query) => isAbout(query) && query.state.data === undefined })
    .then(() => client.invalidateQueries({ predicate: isAbout }));
}

function showLine(client: QueryClient, { line }: CommunicationEvent): void {
  client.setQueryData(read("GET /overview").queryKey, (overview) =>
    overview === undefined
      ? overview
      : {
          ...overview,
          sites: overview.sites.map((site) => ({
            ...site,
            lines: site.lines.map((known) => (known.id === line.id ? line : known)),
          })),
        },
  );
}
