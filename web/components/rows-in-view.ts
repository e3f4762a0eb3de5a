import {
  type RefObject,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";
import { firstOf, ROW_HEIGHT, type Stretch } from "./row-places.ts";

/** Above and below those in view: what comes into view at the next frames. */
const ROWS_AROUND_VIEW = 6;
/** Not scrolled for so long, the list rests. */
const RESTS_AFTER_MS = 150;

/**
 * The rows of a list that are to be in the page, as the window is scrolled. While it is, elements
 * take over what comes into view without changing their order in the page; when it rests, and nothing
 * is being pressed, they are put in the order of the list, in which Tab and a screen reader go.
 */
export function useStretch(body: RefObject<HTMLElement | null>, count: number): Stretch {
  const top = useRef(0);
  const { size, inView } = useRowsInPage(count);
  const above = useCallback(
    () => firstInPage({ count, size, inView, top: top.current }),
    [count, size, inView],
  );
  const first = useSyncExternalStore(onScroll, above);
  const [turn, setTurn] = useState(0);
  useLayoutEffect(() => {
    top.current = topOf(body.current);
  }, [body]);
  useEffect(() => whenResting(() => setTurn(first)), [first]);
  return useMemo(() => ({ first, size, turn }), [first, size, turn]);
}

export interface RowsInPage {
  /** How many are in the page: those that fit into the window, and some around them. */
  readonly size: number;
  readonly inView: number;
}

/** How many rows of a list of `count` are in the page, as high as the window is. */
export function useRowsInPage(count: number): RowsInPage {
  const inView = useSyncExternalStore(onResize, rowsInView);
  return { size: Math.min(count, inView + 2 * ROWS_AROUND_VIEW), inView };
}

function rowsInView(): number {
  return Math.ceil(view.height / ROW_HEIGHT) + 1;
}

/** The first row that is in the page, as the window is scrolled, of a list that begins at `top`. */
export function firstInPage({
  top,
  ...rows
}: RowsInPage & { readonly count: number; readonly top: number }): number {
  return firstOf({ ...rows, above: Math.floor((view.top - top) / ROW_HEIGHT) });
}

/** Where the list begins on the page, in pixels from its upper edge, as the window is scrolled now. */
export function topOf(body: HTMLElement | null): number {
  view.top = scrollY;
  return (body?.getBoundingClientRect().top ?? 0) + view.top;
}

/**
 * The window as it was at the last event, in pixels. Whoever asks the browser itself, with rows
 * changed since, has it lay out the page then and there: React asks several times a frame.
 */
const view = { top: scrollY, height: innerHeight };

/** Told of each scroll, until the answer is called. */
export function onScroll(listener: () => void): () => void {
  const look = () => {
    view.top = scrollY;
    listener();
  };
  view.top = scrollY;
  addEventListener("scroll", look, { passive: true });
  return () => removeEventListener("scroll", look);
}

function onResize(listener: () => void): () => void {
  const look = () => {
    view.height = innerHeight;
    listener();
  };
  view.height = innerHeight;
  addEventListener("resize", look);
  return () => removeEventListener("resize", look);
}

let isPressed = false;
addEventListener("pointerdown", () => (isPressed = true), { capture: true, passive: true });
for (const end of ["pointerup", "pointercancel"]) {
  addEventListener(end, () => (isPressed = false), { capture: true, passive: true });
}

/**
 * Acts once the list has rested, and nothing is pressed any more: what moves under a press takes the
 * click along. The answer calls it off.
 */
export function whenResting(act: () => void): () => void {
  let timer = setTimeout(look, RESTS_AFTER_MS);
  return () => clearTimeout(timer);

  function look(): void {
    if (isPressed) timer = setTimeout(look, RESTS_AFTER_MS);
    else act();
  }
}
