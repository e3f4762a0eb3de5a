import { audited, refusedField } from "#api/audited.ts";
import type { Endpoint } from "#api/endpoint.ts";
import { newSecret, secretUri, stepOfCode } from "#api/one-time-code.ts";
import { refuseWrongPassword } from "#api/own-password.ts";
import { ProblemError } from "#api/problem.ts";
import {
  checkSecondFactor,
  newRecoveryCodes,
  recoveryDigest,
  secretName,
} from "#api/second-factor.ts";
import { wire } from "#api/wire.ts";
import {
  beginSecondFactor as begin,
  confirmSecondFactor as confirm,
  findSecondFactor,
  removeSecondFactor,
  spendStep,
} from "#storage/second-factors.ts";

export const readSecondFactor: Endpoint<"readSecondFactor"> = async ({ database }, { caller }) => {
  const factor = await findSecondFactor(database, caller.user.id);
  const since = factor?.confirmedAt ?? null;
  return wire({ since, recoveryCodesLeft: since === null ? 0 : (factor?.codesLeft ?? 0) });
};

export const beginSecondFactor: Endpoint<"beginSecondFactor"> = async (
  context,
  { body, caller },
) => {
  const { id: userId, email } = caller.user;
  await refuseWrongPassword(context, { caller, field: "password", password: body.password });
  const secret = newSecret();
  const sealedSecret = context.box.seal(secretName(userId), secret);
  await audited(context, caller, async (tx, at) => {
    const known = await findSecondFactor(tx, userId);
    if (known?.confirmedAt) {
      throw new ProblemError("not-possible", "it is in force already; switch it off first");
    }
    await begin(tx, { userId, sealedSecret, at });
    const note = { action: "user.second-factor-begun", subject: `user ${userId}` };
    return { note, answer: undefined };
  });
  return { secret, uri: secretUri(secret, email) };
};

/** The first code shows that the app has the secret: nobody locks the own account by a slip. */
export const confirmSecondFactor: Endpoint<"confirmSecondFactor"> = async (
  context,
  { body, caller },
) => {
  const userId = caller.user.id;
  const recoveryCodes = newRecoveryCodes();
  await audited(context, caller, async (tx, at) => {
    const factor = await findSecondFactor(tx, userId);
    if (!factor || factor.confirmedAt) {
      throw new ProblemError("not-possible", "begin with a new QR code");
    }
    const secret = context.box.open(secretName(userId), factor.sealedSecret);
    const code = body.code.replaceAll(/\s/g, "");
    const step = stepOfCode(code, { secret, now: at, lastStep: factor.lastStep });
    if (step === undefined || !(await spendStep(tx, { userId, step }))) throw wrongCode();
    await confirm(tx, { userId, at, codeSha256s: recoveryCodes.map(recoveryDigest) });
    const note = { action: "user.second-factor-on", subject: `user ${userId}` };
    return { note, answer: undefined };
  });
  return { recoveryCodes };
};

export const endSecondFactor: Endpoint<"endSecondFactor"> = async (context, { body, caller }) => {
  const { user } = caller;
  const { database, box, clock } = context;
  await refuseWrongPassword(context, { caller, field: "password", password: body.password });
  const now = clock.now();
  const answer = await database.transaction((tx) =>
    checkSecondFactor(tx, { userId: user.id, code: body.code, box, now }),
  );
  if (answer === "not-set") throw new ProblemError("not-possible", "it is not in force");
  if (answer === "wrong" || answer === "wanted") throw wrongCode();
  await audited(context, caller, async (tx) => {
    await removeSecondFactor(tx, user.id);
    const note = { action: "user.second-factor-off", subject: `user ${user.id}` };
    return { note, answer: undefined };
  });
  return null;
};

function wrongCode(): ProblemError {
  return refusedField("code", {
    code: "session.code-wrong",
    message: "is wrong, or was used already",
    remedy: "enter the six digits that the app shows now",
  });
}
