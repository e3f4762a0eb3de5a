import { passwordWeakness, type PasswordWeakness } from "#domain/core/weak-password.ts";
import { refusedField } from "./audited.ts";

const WORDS: Readonly<Record<PasswordWeakness, string>> = {
  common: "is among those that are tried first",
  sequence: "is a row of keys",
  repeated: "repeats the same few characters",
  "about-you": "is made of your own name or address",
};

/** Throws the problem at `body.password` when it is one of those that are guessed first. */
export function refuseWeakPassword(
  password: string,
  { email, name }: { readonly email: string; readonly name: string },
): void {
  const weakness = passwordWeakness(password, [email, name]);
  if (!weakness) return;
  throw refusedField("password", {
    code: `user.password-${weakness}`,
    message: WORDS[weakness],
    remedy: "take three or four words that do not belong together",
  });
}
