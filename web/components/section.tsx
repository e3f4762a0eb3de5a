import { Title } from "@mantine/core";
import { type ReactNode, useId } from "react";
import styles from "./section.module.css";

export interface SectionProps {
  readonly title: string;
  readonly aside?: ReactNode;
  /** Whether the content reaches the edges, as lists do. */
  readonly flush?: boolean;
  readonly children: ReactNode;
}

/** A titled part of a screen. */
export function Section({ title, aside, flush = false, children }: SectionProps) {
  const id = useId();
  return (
    <section className={`surface ${styles["section"]}`} aria-labelledby={id}>
      <div className={styles["head"]}>
        <Title order={2} id={id} className={styles["title"]}>
          {title}
        </Title>
        {aside}
      </div>
      <div className={flush ? styles["flush"] : styles["body"]}>{children}</div>
    </section>
  );
}
