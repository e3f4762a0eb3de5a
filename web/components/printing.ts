import { useSyncExternalStore } from "react";

/** Whether the page is being put on paper. */
export function useIsPrinting(): boolean {
  return useSyncExternalStore(
    subscribe,
    () => print().matches,
    () => false,
  );
}

function print(): MediaQueryList {
  return matchMedia("print");
}

function subscribe(listener: () => void): () => void {
  const query = print();
  query.addEventListener("change", listener);
  return () => query.removeEventListener("change", listener);
}
