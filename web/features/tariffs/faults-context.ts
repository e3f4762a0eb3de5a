import { createContext, use } from "react";
import type { Fault } from "#domain/core/fault.ts";
import { faultWords } from "#web/i18n/server-words.ts";

/** What is wrong with the draft that is being edited. */
export const FaultsContext = createContext<readonly Fault[]>([]);

/** What is wrong at a path of the document: `charges[1].price`; undefined: nothing. */
export function useFaultAt(): (path: string) => string | undefined {
  const faults = use(FaultsContext);
  return (path) => {
    const fault = faults.find(({ subject }) => subject === path);
    return fault && faultWords(fault);
  };
}
