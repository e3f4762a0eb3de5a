import { useEffect, useRef } from "react";
import styles from "./live-figure.module.css";

export interface LiveFigureProps {
  readonly text: string;
  readonly large?: boolean;
  /** Whose it is, where it may become another's: that is no change. */
  readonly of?: number;
}

/** A figure that shows for a moment that it has changed. */
export function LiveFigure({ text, large = false, of }: LiveFigureProps) {
  const shown = useRef<HTMLSpanElement>(null);
  const before = useRef({ text, of });
  useEffect(() => {
    const { text: textBefore, of: ofBefore } = before.current;
    before.current = { text, of };
    if (textBefore === text || ofBefore !== of) return;
    shown.current?.animate(
      [{ backgroundColor: "rgb(35 173 157 / 35%)" }, { backgroundColor: "transparent" }],
      { duration: 1200, easing: "ease-out" },
    );
  }, [text, of]);
  return (
    <span ref={shown} className={`figures ${styles[large ? "large" : "figure"]}`} data-live>
      {text}
    </span>
  );
}
