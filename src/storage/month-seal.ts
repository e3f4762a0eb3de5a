import { createHmac, timingSafeEqual } from "node:crypto";
import type { ChannelId } from "#domain/core/id.ts";
import type { PackedMonth } from "./packed-month.ts";

const SEAL_BYTES = 16;

let key: Buffer | undefined;

/** From now on this process seals the months that it packs; `auditKey` is that of the audit chain. */
export function useMonthSeals(auditKey: Uint8Array): void {
  key = createHmac("sha256", auditKey).update("packed readings").digest();
}

interface SealedMonth {
  readonly channelId: ChannelId;
  readonly month: string;
  readonly packed: PackedMonth;
}

/**
 * What nobody can make of a packed month who has only the database; null in a process without the key,
 * as tests and benches are.
 */
export function sealOf({ channelId, month, packed }: SealedMonth): Buffer | null {
  if (!key) return null;
  const { stepSeconds, firstCounts, readings } = packed;
  // Read from the database they are binary seconds, a hair beside the millisecond.
  const [firstMs, lastMs] = [Math.round(packed.firstMs), Math.round(packed.lastMs)];
  const fields = [channelId, month, firstMs, lastMs, stepSeconds, firstCounts, readings];
  const digest = createHmac("sha256", key).update(JSON.stringify(fields)).update(packed.packed);
  return digest.digest().subarray(0, SEAL_BYTES);
}

/** Whether the seal is that of the month as it is now. */
export function isSealed(month: SealedMonth, seal: Buffer | null): boolean {
  const right = sealOf(month);
  return right !== null && seal?.length === right.length && timingSafeEqual(right, seal);
}
