import { PasswordInput, type PasswordInputProps } from "@mantine/core";
import { useTranslation } from "react-i18next";

/** As the contract's PASSWORD_SHORTEST; written here so that its schemas are not loaded. */
const PASSWORD_SHORTEST = 10;

/** What is wrong with a password that somebody chooses; which ones are too common, the server says. */
export function useNewPasswordRule(): (password: string) => string | null {
  const { t } = useTranslation();
  return (password) =>
    password.length < PASSWORD_SHORTEST
      ? t("session.passwordShort", { count: PASSWORD_SHORTEST })
      : null;
}

/** Where a password is chosen; says how long it has to be. */
export function NewPassword(props: PasswordInputProps) {
  const { t } = useTranslation();
  return (
    <PasswordInput
      label={t("account.new")}
      description={t("session.passwordShort", { count: PASSWORD_SHORTEST })}
      autoComplete="new-password"
      {...props}
    />
  );
}

/** The same once more, where nobody else could tell what it was meant to be. */
export function NewPasswordAgain(props: PasswordInputProps) {
  const { t } = useTranslation();
  return <PasswordInput label={t("invitation.again")} autoComplete="new-password" {...props} />;
}
