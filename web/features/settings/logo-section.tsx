import { Group, Stack, Text } from "@mantine/core";
import { IconPhoto } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Organisation } from "#api/contract/organisation.ts";
import { call } from "#web/api/call.ts";
import { LOGO_BYTES_AT_MOST, LogoChoice } from "#web/components/form/logo-choice.tsx";
import { Section } from "#web/components/section.tsx";
import styles from "./settings.module.css";

interface LogoProps {
  readonly organisation: Organisation;
  readonly mayChange: boolean;
}

/** The logo on bills: what it looks like there, another one, none. */
export function LogoSection(props: LogoProps) {
  const { t } = useTranslation();
  return (
    <Section title={t("settings.logo")}>
      <LogoForm {...props} />
      <Text c="dimmed" size="sm" mt="sm">
        {t("settings.logoHelp", { kilobytes: LOGO_BYTES_AT_MOST / 1000 })}
      </Text>
    </Section>
  );
}

/** The logo and what can be done with it. */
function LogoForm({ organisation, mayChange }: LogoProps) {
  const { t } = useTranslation();
  const { logoSha256 } = organisation;
  return (
    <Group gap="lg" align="center">
      <div className={styles["paper"]}>
        {logoSha256 === null ? (
          <IconPhoto aria-label={t("settings.noLogo")} size={40} stroke={1.3} />
        ) : (
          <img src={`/api/organisation/logo?${logoSha256}`} alt={t("settings.logo")} />
        )}
      </div>
      {mayChange && (
        <Stack gap="sm">
          <LogoChoice
            chooseLabel={t("settings.chooseLogo")}
            removeLabel={t("common.remove")}
            isStored={logoSha256 !== null}
            store={(body) => call("POST /organisation/logo", { body })}
            remove={() => call("DELETE /organisation/logo")}
            renews={["GET /organisation"]}
          />
        </Stack>
      )}
    </Group>
  );
}
