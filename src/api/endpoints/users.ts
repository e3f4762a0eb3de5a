import { randomBytes } from "node:crypto";
import { DatabaseError } from "pg";
import { audited, refusedField } from "#api/audited.ts";
import type { Endpoint } from "#api/endpoint.ts";
import { refuseWeakPassword } from "#api/new-password.ts";
import { hashPassword } from "#api/passwords.ts";
import { notFound } from "#api/problem.ts";
import { wire } from "#api/wire.ts";
import { asId, type UserId } from "#domain/core/id.ts";
import { errorCode } from "#platform/refusal.ts";
import { removeSecondFactor } from "#storage/second-factors.ts";
import {
  countAdministrators,
  deleteUserSessions,
  listSessionTokens as listTokens,
  listUserViews,
  updatePassword,
  updateUser,
} from "#storage/user-changes.ts";
import { createUser as insertUser } from "#storage/users.ts";

export const listUsers: Endpoint<"listUsers"> = async ({ database }) => ({
  users: wire(await listUserViews(database)),
});

const UNIQUE_VIOLATION = "23505";
const FOREIGN_KEY_VIOLATION = "23503";

export const createUser: Endpoint<"createUser"> = async (context, { body, caller }) => {
  const { password, ...user } = body;
  if (password !== null) refuseWeakPassword(password, user);
  // Until the invitation is accepted there is a password that nobody knows.
  const passwordHash = await hashPassword(password ?? randomBytes(32).toString("base64"));
  return refusing(() =>
    audited(context, caller, async (tx, at) => {
      const tenantId = user.tenantId === null ? null : asId<never>(user.tenantId);
      const passwordGivenAt = password === null ? undefined : at;
      const id = await insertUser(tx, {
        ...user,
        tenantId,
        passwordHash,
        passwordGivenAt,
        createdAt: at,
      });
      return {
        note: { action: "user.created", subject: `user ${id}`, after: user },
        answer: { id },
      };
    }),
  );
};

/** Does `work`; what the data do not allow is told at its field. */
async function refusing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw refusalOf(error) ?? error;
  }
}

function refusalOf(error: unknown) {
  switch (errorCode(error)) {
    case UNIQUE_VIOLATION:
      return refusedField("email", {
        code: "user.email-taken",
        message: "is the address of another user",
        remedy: "change that user instead",
      });
    case FOREIGN_KEY_VIOLATION:
      return error instanceof DatabaseError && error.table === "user_site"
        ? refusedField("siteIds", { code: "user.no-site", message: "holds one that is no site" })
        : refusedField("tenantId", { code: "user.no-tenant", message: "is no tenant" });
    default:
      return undefined;
  }
}

/** Somebody must be able to let people in: the last administrator stays one. */
export const changeUser: Endpoint<"changeUser"> = async (context, { params, body, caller }) => {
  const id = asId<UserId>(params.id);
  const ended = await refusing(() =>
    audited(context, caller, async (tx, at) => {
      const [before] = await listUserViews(tx, id);
      if (!before) throw notFound(`user ${id}`);
      const { disabled, ...user } = body;
      const disabledAt = disabled ? (before.disabledAt ?? at) : null;
      const wasOne = before.role === "administrator" && before.disabledAt === null;
      const staysOne = user.role === "administrator" && !disabled;
      if (wasOne && !staysOne && (await countAdministrators(tx)) === 1) {
        throw refusedField(disabled ? "disabled" : "role", {
          code: "user.last-administrator",
          message: "is the last administrator who can sign in",
          remedy: "make somebody else administrator first",
        });
      }
      await updateUser(tx, { ...user, id, disabledAt });
      // Who stays signed in goes on under the new rights: open streams begin anew.
      const tokens = disabled ? await deleteUserSessions(tx, id) : await listTokens(tx, id);
      return {
        note: { action: "user.changed", subject: `user ${id}`, before: wire(before), after: body },
        answer: tokens,
      };
    }),
  );
  for (const token of ended) context.events.endSession(token);
  return { id };
};

export const resetPassword: Endpoint<"resetPassword"> = async (
  context,
  { params, body, caller },
) => {
  const id = asId<UserId>(params.id);
  const [known] = await listUserViews(context.database, id);
  if (!known) throw notFound(`user ${id}`);
  refuseWeakPassword(body.password, known);
  const passwordHash = await hashPassword(body.password);
  const ended = await audited(context, caller, async (tx, at) => {
    const givenAt = id === caller.user.id ? undefined : at;
    await updatePassword(tx, { id, passwordHash, givenAt });
    return {
      note: { action: "user.password-reset", subject: `user ${id}` },
      answer: await deleteUserSessions(tx, id),
    };
  });
  for (const token of ended) context.events.endSession(token);
  return null;
};

/** For somebody who lost the app and the recovery codes: the way in is the password alone again. */
export const resetSecondFactor: Endpoint<"resetSecondFactor"> = async (
  context,
  { params, caller },
) => {
  const id = asId<UserId>(params.id);
  const ended = await audited(context, caller, async (tx) => {
    if (!(await removeSecondFactor(tx, id))) throw notFound(`second factor of user ${id}`);
    return {
      note: { action: "user.second-factor-reset", subject: `user ${id}` },
      answer: await deleteUserSessions(tx, id),
    };
  });
  for (const token of ended) context.events.endSession(token);
  return null;
};
