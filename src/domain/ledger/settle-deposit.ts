/** What becomes of a deposit when a tenant has left. */
export interface DepositSettlement {
  /** Goes to what is owed. */
  readonly usedMinor: bigint;
  /** Goes back to the tenant. */
  readonly refundMinor: bigint;
  /** Is owed still. */
  readonly stillOwedMinor: bigint;
}

/** Settles what is owed with the deposit; what is over is paid back (R43). */
export function settleDeposit(depositMinor: bigint, owedMinor: bigint): DepositSettlement {
  const owed = owedMinor > 0n ? owedMinor : 0n;
  const usedMinor = owed < depositMinor ? owed : depositMinor;
  return {
    usedMinor,
    refundMinor: depositMinor - usedMinor,
    stillOwedMinor: owed - usedMinor,
  };
}
