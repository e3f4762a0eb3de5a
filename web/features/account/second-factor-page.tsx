import { Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { DoorFrame } from "#web/features/session/door.tsx";
import { SecondFactorSection } from "./second-factor-section.tsx";

/** Before anything else: where this installation requires a second factor. */
export function SecondFactorPage() {
  const { t } = useTranslation();
  const client = useQueryClient();
  return (
    <DoorFrame title={t("secondFactor.title")}>
      <Text>{t("secondFactor.required")}</Text>
      <SecondFactorSection
        onSwitchedOn={() => client.invalidateQueries({ queryKey: ["GET /session"] })}
      />
    </DoorFrame>
  );
}
