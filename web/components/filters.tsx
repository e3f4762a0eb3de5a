import type { ReactNode } from "react";
import styles from "./filters.module.css";

/** What a list is narrowed by: in a row where there is room. */
export function Filters({ children }: { children: ReactNode }) {
  return <div className={styles["filters"]}>{children}</div>;
}
