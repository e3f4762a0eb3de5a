import { useTranslation } from "react-i18next";

/** A job in the reader's language; one that this page does not know yet under its own name. */
export function useJobName(): (name: string) => string {
  const { t, i18n } = useTranslation();
  return (name) => {
    const key = `system.job.${name}`;
    return i18n.exists(key) ? t(key as "system.job.mail") : name;
  };
}
