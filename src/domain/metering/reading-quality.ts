/** What is known about a value; several may hold. Stored as these bits. */
export const READING_QUALITY = {
  measured: 1,
  /** Not read but derived from neighbours or history. */
  estimated: 2,
  /** Entered or changed by a person. */
  edited: 4,
  /** Fails a validation rule; shown, not billed unseen. */
  suspect: 8,
  /** Taken back by a person: kept as evidence, and read by nobody. */
  withdrawn: 16,
} as const;

export type ReadingQuality = keyof typeof READING_QUALITY;

/** Whether `bits` say that the value is the named quality. */
export function hasQuality(bits: number, quality: ReadingQuality): boolean {
  return (bits & READING_QUALITY[quality]) !== 0;
}
