import { useTranslation } from "react-i18next";
import { useSignedIn } from "#web/app/session.ts";
import { useNow } from "#web/app/site-time.ts";
import { formatMonth } from "#web/components/format.ts";
import { Select } from "#web/components/select.tsx";

const MONTHS_OFFERED = 36;

export interface MonthSelectProps {
  /** What it asks for; the month of bills unless told. */
  readonly label?: string;
  /** Whether it may be empty: all months. */
  readonly isNeeded?: boolean;
  readonly value: string | undefined;
  readonly onChange: (month: string | null) => void;
}

/** The months of the last three years, by the site's calendar. */
export function MonthSelect({ label, isNeeded = false, value, onChange }: MonthSelectProps) {
  const { t } = useTranslation();
  const { site } = useSignedIn();
  const [year = 0, month = 0] = monthAt(useNow(), site.timeZone);
  const months = Array.from({ length: MONTHS_OFFERED }, (_, n) =>
    new Date(Date.UTC(year, month - 1 - n, 1)).toISOString().slice(0, 7),
  );
  return (
    <Select
      aria-label={label ?? t("bills.month")}
      placeholder={t("bills.allMonths")}
      searchable
      // So narrow that the longest month fits beside another one on a phone.
      rightSectionWidth={30}
      {...(isNeeded ? { allowDeselect: false } : { clearable: true })}
      nothingFoundMessage={t("common.nothingFound")}
      value={value ?? null}
      data={months.map((name) => ({ value: name, label: formatMonth(name) }))}
      onChange={onChange}
    />
  );
}

function monthAt(epochMs: number, timeZone: string): readonly number[] {
  const format = new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit" });
  return format.format(epochMs).split("-").map(Number);
}
