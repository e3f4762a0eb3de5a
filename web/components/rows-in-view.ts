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
import { firstOf, type Stretch } from "./row-places.ts";

/** Above and below those in view: what comes into view at the next frames. */
const ROWS_AROUND_VIEW = 6;
/** Not scrolled for so long, the list rests. */
const RESTS_AFTER_MS = 150;

/**
 * The rows of a list that are to be in the page, as the window is scrolled. While it is, elements
 * take over what comes into view without changing their order in the page; when it rests, and nothing
 * is being pressed, they are put in the order of the list, in which Tab and a screen reader go.
 */
export function useStretch(
  body: RefObject<HTMLElement | null>,
  { count, rowHeight }: { readonly count: number; readonly rowHeight: number },
): Stretch {
  const top = useRef(0);
  const inView = useSyncExternalStore(onResize, () => Math.ceil(innerHeight / rowHeight) + 1);
  const size = Math.min(count, inView + 2 * ROWS_AROUND_VIEW);
  const above = useCallback(
    () => firstOf({ count, size, inView, above: Math.floor((scrollY - top.current) / rowHeight) }),
    [count, size, inView, rowHeight],
  );
  const first = useSyncExternalStore(onScroll, above);
  const [turn, setTurn] = useState(0);
  useLayoutEffect(() => {
    top.current = (body.current?.getBoundingClientRect().top ?? 0) + scrollY;
  }, [body]);
  useEffect(() => whenResting(() => setTurn(first)), [first]);
  return useMemo(() => ({ first, size, turn }), [first, size, turn]);
}

function onScroll(listener: () => void): () => void {
  addEventListener("scroll", listener, { passive: true });
  return () => removeEventListener("scroll", listener);
}

function onResize(listener: () => void): () => void {
  addEventListener("resize", listener);
  return () => removeEventListener("resize", listener);
}

let isPressed = false;
addEventListener("pointerdown", () => (isPressed = true), { capture: true, passive: true });
for (const end of ["pointerup", "pointercancel"]) {
  addEventListener(end, () => (isPressed = false), { capture: true, passive: true });
}

/** Acts once nothing is pressed any more: what moves under a press takes the click along. */
function whenResting(act: () => void): () => void {
  let timer = setTimeout(look, RESTS_AFTER_MS);
  return () => clearTimeout(timer);

  function look(): void {
    if (isPressed) timer = setTimeout(look, RESTS_AFTER_MS);
    else act();
  }
}
