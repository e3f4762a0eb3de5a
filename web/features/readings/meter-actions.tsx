import { Button, Group } from "@mantine/core";
import { IconListNumbers, IconReplace } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Meter } from "#api/contract/meters.ts";
import { isStaff, mayTendAlarms, useSignedIn } from "#web/app/session.ts";
import { ExchangeDrawer } from "./exchange-drawer.tsx";

/** What can be done with a meter at a point: see and enter readings, exchange it. */
export function MeterActions({ meter }: { meter: Meter }) {
  const { t } = useTranslation();
  const { user } = useSignedIn();
  const [exchanging, setExchanging] = useState(false);
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
      {mayTendAlarms(user) && (
        <Button
          variant="default"
          leftSection={<IconReplace aria-hidden size={18} />}
          onClick={() => setExchanging(true)}
        >
          {t("exchange.title")}
        </Button>
      )}
      {exchanging && <ExchangeDrawer meter={meter} onClose={() => setExchanging(false)} />}
    </Group>
  );
}
