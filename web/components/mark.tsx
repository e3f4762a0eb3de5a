import type { ReactNode } from "react";
import styles from "./mark.module.css";

export type Tone = "good" | "warning" | "bad" | "neutral" | "busy";

/** A state in a word with a sign: never by colour alone. */
export function Mark({
  tone,
  icon,
  children,
}: {
  tone: Tone;
  icon: ReactNode;
  children: ReactNode;
}) {
  return (
    <span className={styles["mark"]} data-tone={tone}>
      {icon}
      {children}
    </span>
  );
}
