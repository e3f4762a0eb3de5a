import { useSyncExternalStore } from "react";

let offsetMs = 0;
let now = Date.now();
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

/** Ages are told by the server's clock: a tablet's may be wrong. */
export function noteServerTime(instant: string): void {
  offsetMs = Date.parse(instant) - Date.now();
  now = Date.now() + offsetMs;
}

/** The server's time in epoch milliseconds, renewed each second. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, currentTime, currentTime);
}

/** The same, for those who ask again each second by themselves. */
export function currentTime(): number {
  return now;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(tick, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

function tick(): void {
  now = Date.now() + offsetMs;
  for (const listener of listeners) listener();
}
