import { MultiSelect, Radio, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useSession } from "#web/app/session.ts";

/** On which sites somebody works; null: on every one. */
export function SiteChoice({
  value,
  error,
  help,
  onChange,
}: {
  value: readonly string[] | null;
  /** What becomes of other sites, where it is about no user. */
  help?: string;
  error?: React.ReactNode;
  onChange: (value: string[] | null) => void;
}) {
  const { t } = useTranslation();
  const sites = useSession().data?.sites ?? [];
  return (
    <Stack gap="xs">
      <Radio.Group
        label={t("users.sites")}
        value={value === null ? "every" : "some"}
        onChange={(chosen) => onChange(chosen === "every" ? null : [])}
      >
        <Stack gap="xs" mt="xs">
          <Radio value="every" label={t("users.everySite")} />
          <Radio
            value="some"
            label={t("users.someSites")}
            description={help ?? t("users.sitesHelp")}
          />
        </Stack>
      </Radio.Group>
      {value !== null && (
        <MultiSelect
          label={t("users.chooseSites")}
          data={sites.map(({ id, name }) => ({ value: String(id), label: name }))}
          value={[...value]}
          onChange={onChange}
          error={error}
          searchable
        />
      )}
    </Stack>
  );
}
