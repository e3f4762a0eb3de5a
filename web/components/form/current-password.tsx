import { PasswordInput, type PasswordInputProps } from "@mantine/core";
import { useTranslation } from "react-i18next";

/** Asks once more for the password of whoever is signed in, before what would lock the owner out. */
export function CurrentPassword(props: PasswordInputProps) {
  const { t } = useTranslation();
  return (
    <PasswordInput
      label={t("account.current")}
      autoComplete="current-password"
      data-autofocus
      {...props}
    />
  );
}
