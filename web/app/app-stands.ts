const EVENT = "app-stands";
/** An app whose first screen failed goes on without it. */
const WAITS_AT_MOST_MS = 10_000;

let stands = false;

/** Tells that the first screen answers: who keeps what is pressed (first-paint.ts), and those below. */
export function tellAppStands(): void {
  stands = true;
  dispatchEvent(new Event(EVENT));
}

/**
 * Acts once the first screen answers: until all of it has been taken over it must show what the server
 * has drawn, and nothing newer. The answer calls it off.
 */
export function whenAppStands(act: () => void): () => void {
  if (stands) {
    act();
    return () => {};
  }
  const stop = new AbortController();
  const once = () => {
    stop.abort();
    act();
  };
  const timer = setTimeout(once, WAITS_AT_MOST_MS);
  stop.signal.addEventListener("abort", () => clearTimeout(timer));
  addEventListener(EVENT, once, { signal: stop.signal });
  return () => stop.abort();
}
