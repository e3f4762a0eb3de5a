import type { IconNode } from "@tabler/icons-react";
import styles from "./sign.module.css";

/**
 * All lines of a sign as one: where a row of a long list becomes another's, one attribute changes and
 * no element is made.
 */
export function linesOf(sign: IconNode): string {
  return sign.map(([, { d }]) => d).join("");
}

export interface SignProps {
  readonly lines: string | undefined;
  /** Of the square that it fills, in pixels. */
  readonly size: number;
}

/** A sign drawn by one path; words beside it say the same. */
export function Sign({ lines, size }: SignProps) {
  return (
    <svg aria-hidden className={styles["sign"]} viewBox="0 0 24 24" width={size} height={size}>
      <path d={lines} />
    </svg>
  );
}
