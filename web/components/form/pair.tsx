import type { ReactNode } from "react";
import styles from "./form.module.css";

/** Short fields side by side, where there is room; `isWide` where what they hold is some words. */
export function Pair({ isWide = false, children }: { isWide?: boolean; children: ReactNode }) {
  return (
    <div className={styles["pair"]} data-wide={isWide}>
      {children}
    </div>
  );
}
