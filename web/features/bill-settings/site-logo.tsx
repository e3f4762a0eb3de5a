import { Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { call } from "#web/api/call.ts";
import { useSignedIn } from "#web/app/session.ts";
import { LogoChoice } from "#web/components/form/logo-choice.tsx";

/** The logo of this site's bills, where it is not the organisation's; stored at once. */
export function SiteLogo({ sha256 }: { sha256: string | null }) {
  const { t } = useTranslation();
  const { site } = useSignedIn();
  const params = { id: site.id };
  return (
    <Stack gap="sm" mb="md">
      <LogoChoice
        chooseLabel={t("billSettings.siteLogo")}
        removeLabel={t("billSettings.organisationsLogo")}
        isStored={sha256 !== null}
        store={(body) => call("POST /sites/:id/bill-logo", { params, body })}
        remove={() => call("DELETE /sites/:id/bill-logo", { params })}
        renews={["GET /sites/:id/bill-settings", "bill preview"]}
      />
    </Stack>
  );
}
