import type { ReactNode } from "react";
import styles from "./facts.module.css";

export type Fact = readonly [name: string, value: ReactNode];

/** A value, and what is said of it in the line below: when it was measured. */
export function FactWith({ value, beside }: { value: string; beside: string }) {
  return (
    <>
      {value} <span className={styles["beside"]}>{beside}</span>
    </>
  );
}

/** Facts by name, as many in a row as there is room for. */
export function Facts({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className={styles["facts"]}>
      {facts.map(([name, value]) => (
        <div key={name} className={styles["fact"]}>
          <dt>{name}</dt>
          <dd className="figures">{value ?? "–"}</dd>
        </div>
      ))}
    </dl>
  );
}
