import { createHash, randomInt } from "node:crypto";
import type { UserId } from "#domain/core/id.ts";
import type { Queryable } from "#platform/database.ts";
import type { SecretBox } from "#platform/secrets.ts";
import { findSecondFactor, spendRecoveryCode, spendStep } from "#storage/second-factors.ts";
import type { ApiContext, Caller } from "./endpoint.ts";
import { stepOfCode } from "./one-time-code.ts";

/** Without those that look alike on paper. */
const LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";
const GROUPS = 4;
const GROUP_LENGTH = 7;
const RECOVERY_CODES = 10;

/** Whether somebody has to switch a second factor on before anything else. */
export function wantsSecondFactor(
  { secondFactor }: Pick<ApiContext, "secondFactor">,
  { user, program, hasSecondFactor = false }: Omit<Caller, "tokenSha256">,
): boolean {
  const isStaff = user.role !== "tenant" && program === undefined;
  return secondFactor === "required" && isStaff && !hasSecondFactor;
}

/** Under which the secret of a user's app is sealed. */
export function secretName(userId: UserId): string {
  return `second factor of user ${userId}`;
}

/** Ten codes of four groups, to be kept on paper. 138 random bits each: no slow hash is needed. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: RECOVERY_CODES }, () =>
    Array.from({ length: GROUPS }, newGroup).join("-"),
  );
}

function newGroup(): string {
  return Array.from({ length: GROUP_LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join("");
}

/** As recovery codes are stored, however they were typed. */
export function recoveryDigest(code: string): string {
  return createHash("sha256").update(code.toLowerCase().replaceAll(/[\s-]/g, "")).digest("hex");
}

/** What a second factor said of a sign-in. */
export type SecondFactorAnswer = "not-set" | "wanted" | "wrong" | "right" | "right-by-recovery";

/** Checks a code of the app, or a recovery code; one that is right is used up. */
export async function checkSecondFactor(
  db: Queryable,
  {
    userId,
    code,
    box,
    now,
  }: {
    readonly userId: UserId;
    readonly code: string | undefined;
    readonly box: SecretBox;
    readonly now: Temporal.Instant;
  },
): Promise<SecondFactorAnswer> {
  const factor = await findSecondFactor(db, userId);
  if (!factor?.confirmedAt) return "not-set";
  if (code === undefined || code === "") return "wanted";
  const secret = box.open(secretName(userId), factor.sealedSecret);
  const digits = code.replaceAll(/\s/g, "");
  const step = stepOfCode(digits, { secret, now, lastStep: factor.lastStep });
  if (step !== undefined) return (await spendStep(db, { userId, step })) ? "right" : "wrong";
  const used = await spendRecoveryCode(db, { userId, codeSha256: recoveryDigest(code), at: now });
  return used ? "right-by-recovery" : "wrong";
}
