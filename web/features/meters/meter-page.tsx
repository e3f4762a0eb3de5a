import { Alert, SimpleGrid, Stack } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams, useSearch } from "@tanstack/react-router";
import { type ReactNode, useEffect } from "react";
import { useTranslation } from "react-i18next";
import type { Meter } from "#api/contract/meters.ts";
import { read } from "#web/api/queries.ts";
import { Age, Duration } from "#web/components/age.tsx";
import { CommodityName } from "#web/components/commodity.tsx";
import { formatDecimal, formatQuantity, unitSign } from "#web/components/format.ts";
import { LiveFigure } from "#web/components/live-figure.tsx";
import { Page } from "#web/components/page.tsx";
import { MeterStateMark } from "#web/components/state-marks.tsx";
import { Answered } from "#web/components/states.tsx";
import { useAlarmText } from "#web/features/alarms/alarm-text.ts";
import { MeterActions } from "#web/features/readings/meter-actions.tsx";
import { LiveValues } from "./live-values.tsx";
import { MeterFacts } from "./meter-facts.tsx";
import styles from "./meter-page.module.css";
import { CurveChart } from "./trend-chart.tsx";
import { TrendSection } from "./trend-section.tsx";
import { useQuantityName } from "./quantity-name.ts";

/** One meter: what it shows now, what was used, where it sits and how well it answers. */
export function MeterPage() {
  const { meterId } = useParams({ from: "/meters/$meterId" });
  const meter = useQuery(read("GET /meters/:id", { params: { id: meterId } }));
  const { form } = useSearch({ from: "/meters/$meterId" });
  useEffect(() => {
    // The first that is known of it: its values are asked for once the meter is there.
    if (form === "curve") void CurveChart.preload?.();
  }, [form]);
  return (
    <Answered query={meter} height={720}>
      {(data) => <MeterContent meter={data} />}
    </Answered>
  );
}

function MeterContent({ meter }: { meter: Meter }) {
  const { t } = useTranslation();
  const alarmText = useAlarmText();
  const quantityName = useQuantityName();
  const { point, main, register, serialNumber } = meter;
  return (
    <Page
      back={{ to: "/meters", name: t("nav.meters") }}
      title={point?.name ?? serialNumber}
      hint={
        <span className={styles["hint"]}>
          {point && <CommodityName commodity={point.commodity} />}
          <span>{serialNumber}</span>
          <MeterStateMark state={meter.state} />
        </span>
      }
      actions={<MeterActions meter={meter} />}
    >
      <Stack gap="md">
        {meter.alarms.map((alarm) => (
          <Alert
            key={alarm.id}
            color="red"
            icon={<IconAlertTriangle aria-hidden />}
            title={alarmText.title(alarm)}
          >
            {alarmText.detail(alarm)} · {t("alarms.for")}{" "}
            <Duration from={alarm.raisedAt} to={alarm.clearedAt} /> ·{" "}
            <Link to="/alarms">{t("alarms.open")}</Link>
          </Alert>
        ))}
        <SimpleGrid cols={{ base: 1, xs: 3 }} spacing="md">
          <Figure name={main ? quantityName(main.quantity) : t("meters.now")}>
            <LiveFigure large text={main ? formatQuantity(main.value, main.unit) : "–"} />
          </Figure>
          <Figure name={t("meters.register")}>
            <LiveFigure
              large
              text={register ? `${formatDecimal(register.value)} ${unitSign(register.unit)}` : "–"}
            />
          </Figure>
          <Figure name={t("meters.age")}>
            <span className={`figures ${styles["age"]}`}>
              <Age instant={meter.lastGoodAt} />
            </span>
          </Figure>
        </SimpleGrid>
        {point && <TrendSection meterId={meter.id} commodity={point.commodity} />}
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
          <LiveValues values={meter.live} />
          <MeterFacts meter={meter} />
        </SimpleGrid>
      </Stack>
    </Page>
  );
}

function Figure({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className={`surface ${styles["figure"]}`}>
      <div className={styles["figureName"]}>{name}</div>
      {children}
    </div>
  );
}
