import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { ServicePoint } from "#api/contract/property.ts";
import { read } from "#web/api/queries.ts";
import { useSignedIn } from "#web/app/session.ts";
import { Select } from "#web/components/select.tsx";

/** A common meter and the tariff that prices it. */
export interface ChosenMeter {
  readonly point: ServicePoint | undefined;
  readonly tariffId: number | undefined;
}

export interface PoolMeterProps {
  readonly chosen: ChosenMeter;
  readonly onChange: (chosen: ChosenMeter) => void;
}

/** Which common meter a cost comes from, measured or calculated from others, and its tariff. */
export function PoolMeter({ chosen, onChange }: PoolMeterProps) {
  const { t } = useTranslation();
  const { site } = useSignedIn();
  const property = useQuery(read("GET /sites/:id/property", { params: { id: site.id } }));
  const tariffs = useQuery(read("GET /tariffs"));
  // What a tenant pays is no common cost: it would be charged twice.
  const points = (property.data?.points ?? []).filter(({ tenant }) => tenant === null);
  const fitting = (tariffs.data?.tariffs ?? []).filter(
    ({ siteId, commodity }) => siteId === site.id && commodity === chosen.point?.commodity,
  );
  const nameOf = ({ name, parts }: ServicePoint) =>
    parts.length === 0
      ? name
      : `${name} (${t("property.calculatedFrom", { count: parts.length })})`;
  return (
    <>
      <Select
        label={t("costs.meter")}
        description={t("costs.meterHelp")}
        searchable
        nothingFoundMessage={t("common.nothingFound")}
        value={chosen.point ? String(chosen.point.id) : null}
        data={points.map((point) => ({ value: String(point.id), label: nameOf(point) }))}
        onChange={(value) =>
          onChange({ point: points.find(({ id }) => String(id) === value), tariffId: undefined })
        }
      />
      <Select
        label={t("bills.tariff")}
        disabled={!chosen.point}
        nothingFoundMessage={t("common.nothingFound")}
        value={chosen.tariffId === undefined ? null : String(chosen.tariffId)}
        data={fitting.map(({ id, name }) => ({ value: String(id), label: name }))}
        onChange={(value) =>
          onChange({ ...chosen, tariffId: value === null ? undefined : Number(value) })
        }
      />
    </>
  );
}
