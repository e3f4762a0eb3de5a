import { Stack } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Meter } from "#api/contract/meters.ts";
import { Age } from "#web/components/age.tsx";
import { type Fact, Facts } from "#web/components/facts.tsx";
import { formatInstant, formatPercent } from "#web/components/format.ts";
import { Section } from "#web/components/section.tsx";

/** Where the meter sits, who pays, and how well it answers. */
export function MeterFacts({ meter }: { meter: Meter }) {
  const { t } = useTranslation();
  const { point, space, tenant, model, timeZone } = meter;
  const installed = meter.installations.find(({ removedAt }) => removedAt === null);
  const tenantLink = tenant && (
    <Link to="/tenants/$tenantId" params={{ tenantId: tenant.id }}>
      {tenant.name}
    </Link>
  );
  const facts: readonly Fact[] = [
    [t("meters.model"), `${model.maker} ${model.name}`.trim()],
    [t("meters.serial"), meter.serialNumber],
    [t("meters.space"), space?.name],
    [t("meters.role"), point && t(`point.role.${point.role}`)],
    [t("meters.tenant"), tenantLink],
    [t("meters.installed"), installed && formatInstant(installed.installedAt, timeZone)],
    [t("meters.multiplier"), installed?.multiplier],
  ];
  return (
    <Stack gap="md">
      <Section title={t("meters.facts")}>
        <Facts facts={facts} />
      </Section>
      <Section title={t("meters.communication")}>
        <Facts facts={communicationFacts()} />
      </Section>
    </Stack>
  );

  function communicationFacts(): readonly Fact[] {
    const { communication, line, unitAddress } = meter;
    const share =
      communication && communication.attempts > 0
        ? ((communication.answers / communication.attempts) * 100).toFixed(2)
        : undefined;
    return [
      [t("meters.line"), line?.name],
      [t("meters.unitAddress"), unitAddress === null ? undefined : String(unitAddress)],
      [t("meters.lastAnswer"), <Age key="age" instant={communication?.lastGoodAt ?? null} />],
      [t("meters.answered"), share && formatPercent(share)],
      [
        t("meters.latency"),
        communication?.latencyMs == null ? undefined : `${communication.latencyMs} ms`,
      ],
      [t("meters.failures"), communication && String(communication.consecutiveFailures)],
      ...(communication?.lastError
        ? ([[t("meters.lastError"), communication.lastError]] as const)
        : []),
    ];
  }
}
