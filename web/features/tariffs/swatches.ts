import type { CSSProperties } from "react";

/**
 * The looks of periods and seasons: a ground and ink with enough contrast, in either scheme. The
 * name's first letter stands in each cell, so that colour is never the only sign.
 */
export const SWATCHES: readonly CSSProperties[] = [
  { background: "#d7f0ea", color: "#0b4f48" },
  { background: "#c2410c", color: "#ffffff" },
  { background: "#fde3a7", color: "#5c3b00" },
  { background: "#1f4e9c", color: "#ffffff" },
  { background: "#e5d4f7", color: "#4c1d80" },
  { background: "#47525a", color: "#ffffff" },
];
