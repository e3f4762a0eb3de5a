import { useEffect, useRef } from "react";
import { textFiller } from "./refilling.ts";
import styles from "./live-figure.module.css";

export interface LiveFigureProps {
  readonly text: string;
  readonly large?: boolean;
  /** Whose it is, where it may become another's: that is no change. */
  readonly of?: number;
}

function flash(figure: Element | null): void {
  figure?.animate(
    [{ backgroundColor: "rgb(35 173 157 / 35%)" }, { backgroundColor: "transparent" }],
    { duration: 1200, easing: "ease-out" },
  );
}

/** A figure that shows for a moment that it has changed. */
export function LiveFigure({ text, large = false, of }: LiveFigureProps) {
  const shown = useRef<HTMLSpanElement>(null);
  const before = useRef({ text, of });
  useEffect(() => {
    const { text: textBefore, of: ofBefore } = before.current;
    before.current = { text, of };
    if (textBefore !== text && ofBefore === of) flash(shown.current);
  }, [text, of]);
  return (
    <span ref={shown} className={`figures ${styles[large ? "large" : "figure"]}`} data-live>
      {text}
    </span>
  );
}

/** What writes a figure that is in the page, and whose it is. */
export function liveFigureFiller(cell: Element): (of: number, text: string) => void {
  const figure = cell.querySelector("[data-live]");
  const write = figure && textFiller(figure);
  let before: { readonly of: number; readonly text: string } | undefined;
  return (of, text) => {
    if (before?.of === of && before.text !== text) flash(figure);
    write?.(text);
    before = { of, text };
  };
}
