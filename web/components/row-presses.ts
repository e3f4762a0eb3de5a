import { useRouter } from "@tanstack/react-router";
import { type MouseEvent, useMemo, useRef } from "react";
import type { RowsProps } from "./row-columns.ts";

/**
 * What the rows of a long list need to lead somewhere, once at their body rather than at each: its
 * links tell by `data-row` which row they are.
 */
export function useRowPresses<Row>(rows: readonly Row[], linkOf: RowsProps<Row>["linkOf"]) {
  const router = useRouter();
  const isPreloaded = useRef(false);
  const hrefOf = useMemo(
    () => linkOf && ((row: Row) => router.buildLocation(linkOf(row)).href),
    [router, linkOf],
  );
  return {
    hrefOf,
    onPointerOver: () => {
      const [first] = rows;
      if (isPreloaded.current || !first || !linkOf) return;
      isPreloaded.current = true;
      void router.preloadRoute(linkOf(first));
    },
    onClick: (event: MouseEvent) => {
      const row = rows[rowNumberAt(event)];
      if (!row || !linkOf || event.defaultPrevented || opensElsewhere(event)) return;
      event.preventDefault();
      void router.navigate(linkOf(row));
    },
  };
}

/** Which row's link is pressed, counted from 0; -1: none. */
function rowNumberAt({ target }: MouseEvent): number {
  const link = target instanceof Element ? target.closest("a[data-row]") : null;
  return Number(link?.getAttribute("data-row") ?? -1);
}

/** Whether the reader asked the browser for a tab or a window of its own. */
function opensElsewhere({ button, metaKey, ctrlKey, shiftKey, altKey }: MouseEvent): boolean {
  return button !== 0 || metaKey || ctrlKey || shiftKey || altKey;
}
