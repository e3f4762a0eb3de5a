import { useEffect, useRef } from "react";
import styles from "./live-figure.module.css";

/** A figure that shows for a moment that it has changed. */
export function LiveFigure({ text, large = false }: { text: string; large?: boolean }) {
  const shown = useRef<HTMLSpanElement>(null);
  const before = useRef(text);
  useEffect(() => {
    if (before.current === text) return;
    before.current = text;
    shown.current?.animate(
      [{ backgroundColor: "rgb(35 173 157 / 35%)" }, { backgroundColor: "transparent" }],
      { duration: 1200, easing: "ease-out" },
    );
  }, [text]);
  return (
    <span ref={shown} className={`figures ${styles[large ? "large" : "figure"]}`} data-live>
      {text}
    </span>
  );
}
