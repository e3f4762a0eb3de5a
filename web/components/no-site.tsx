import { Button } from "@mantine/core";
import { IconBuildingCommunity } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useSignedIn } from "#web/app/session.ts";
import { EmptyState } from "./states.tsx";

/** In place of a screen that needs a site, while there is none: where one is entered. */
export function NoSite() {
  const { t } = useTranslation();
  const { user } = useSignedIn();
  return (
    <div className="surface">
      <EmptyState
        icon={<IconBuildingCommunity aria-hidden size={36} />}
        text={t("overview.noSite")}
        action={
          user.role === "administrator" && (
            <Button renderRoot={(props) => <Link to="/welcome" {...props} />}>
              {t("welcome.begin")}
            </Button>
          )
        }
      />
    </div>
  );
}
