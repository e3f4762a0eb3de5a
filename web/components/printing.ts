import { useSyncExternalStore } from "react";

const print = matchMedia("print");

/** Whether the page is being put on paper. */
export function useIsPrinting(): boolean {
  return useSyncExternalStore(subscribe, () => print.matches);
}

function subscribe(listener: () => void): () => void {
  print.addEventListener("change", listener);
  return () => print.removeEventListener("change", listener);
}
