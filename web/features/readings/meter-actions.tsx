import { Button, Group } from "@mantine/core";
import { IconBolt, IconListNumbers, IconReplace } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Meter } from "#api/contract/meters.ts";
import { isStaff, mayTendAlarms, useSignedIn } from "#web/app/session.ts";
import { ExchangeDrawer } from "./exchange-drawer.tsx";
import { PowerDrawer } from "./power-drawer.tsx";

/** The model of meters that stand for a calculated point. */
const CALCULATED = "calculated";

/** What can be done with a meter at a point: see and enter readings, exchange it. */
export function MeterActions({ meter }: { meter: Meter }) {
  const { t } = useTranslation();
  const { user } = useSignedIn();
  const [opened, setOpened] = useState<"exchange" | "power">();
  const close = () => setOpened(undefined);
  // It stands for a sum of other points: there is no device to exchange.
  const isCalculated = meter.model.id === CALCULATED;
  if (!isStaff(user) || meter.channels.length === 0) return null;
  return (
    <Group gap="sm">
      <Button
        variant="default"
        component={Link}
        to={`/meters/${meter.id}/readings`}
        leftSection={<IconListNumbers aria-hidden size={18} />}
      >
        {t("readings.title")}
      </Button>
      {mayTendAlarms(user) && !isCalculated && (
        <>
          <Button
            variant="default"
            leftSection={<IconReplace aria-hidden size={18} />}
            onClick={() => setOpened("exchange")}
          >
            {t("exchange.title")}
          </Button>
          <Button
            variant="default"
            leftSection={<IconBolt aria-hidden size={18} />}
            onClick={() => setOpened("power")}
          >
            {t("power.title")}
          </Button>
        </>
      )}
      {opened === "exchange" && <ExchangeDrawer meter={meter} onClose={close} />}
      {opened === "power" && <PowerDrawer meter={meter} onClose={close} />}
    </Group>
  );
}
