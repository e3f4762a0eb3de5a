import { Button, Text } from "@mantine/core";
import { IconShieldCheck, IconShieldOff } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { read } from "#web/api/queries.ts";
import { useSignedIn } from "#web/app/session.ts";
import { formatInstant } from "#web/components/format.ts";
import { Mark } from "#web/components/mark.tsx";
import { Section } from "#web/components/section.tsx";
import { Answered } from "#web/components/states.tsx";
import { EndSecondFactorDrawer } from "./end-second-factor-drawer.tsx";
import { SecondFactorDrawer } from "./second-factor-drawer.tsx";

/** Whether a code of an authenticator app is asked for at one's sign-in. */
export function SecondFactorSection({ onSwitchedOn }: { onSwitchedOn?: () => unknown }) {
  const { t } = useTranslation();
  const { site } = useSignedIn();
  const state = useQuery(read("GET /account/second-factor"));
  const [open, setOpen] = useState<"on" | "off">();
  const close = () => setOpen(undefined);
  return (
    <Section title={t("secondFactor.title")}>
      <Text c="dimmed" size="sm" mb="sm">
        {t("secondFactor.help")}
      </Text>
      <Answered query={state} height={90}>
        {({ since, recoveryCodesLeft }) =>
          since === null ? (
            <Button
              variant="light"
              leftSection={<IconShieldCheck aria-hidden size={18} />}
              onClick={() => setOpen("on")}
            >
              {t("secondFactor.switchOn")}
            </Button>
          ) : (
            <>
              <Mark tone="good" icon={<IconShieldCheck aria-hidden />}>
                {t("secondFactor.onSince", { at: formatInstant(since, site.timeZone) })}
              </Mark>
              <Text size="sm" my="sm">
                {t("secondFactor.codesLeft", { count: recoveryCodesLeft })}
              </Text>
              <Button
                variant="light"
                leftSection={<IconShieldOff aria-hidden size={18} />}
                onClick={() => setOpen("off")}
              >
                {t("secondFactor.switchOff")}
              </Button>
            </>
          )
        }
      </Answered>
      {open === "on" && (
        <SecondFactorDrawer
          onClose={() => {
            close();
            onSwitchedOn?.();
          }}
        />
      )}
      {open === "off" && <EndSecondFactorDrawer onClose={close} />}
    </Section>
  );
}
