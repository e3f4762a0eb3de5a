import { Alert, Button, Group, NumberInput, Progress, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { LineCommand, LineDetails } from "#api/contract/lines.ts";
import { PROTOCOLS_OF_TRANSPORT } from "#domain/metering/line-transport.ts";
import { read } from "#web/api/queries.ts";
import { Section } from "#web/components/section.tsx";
import { Select } from "#web/components/select.tsx";
import { useErrorText } from "#web/components/states.tsx";
import type { MeterStart } from "#web/features/meters/meter-drawer.tsx";
import { useLineErrorText } from "./line-error-text.ts";
import styles from "./lines.module.css";
import { useLineCommand } from "./use-line-command.ts";

const UNITS = { first: 1, last: 32, most: 247 };
const COUNTED: readonly string[] = ["modbus"];
const NAMED_AT_MOST = 4;

export interface ScanSectionProps {
  readonly details: LineDetails;
  readonly onAdd: (start: MeterStart) => void;
}

/** Looks for meters on the line, with how far it is and what it found so far. */
export function ScanSection({ details, onAdd }: ScanSectionProps) {
  const { t } = useTranslation();
  const errorText = useErrorText();
  const lineErrorText = useLineErrorText();
  const protocols = PROTOCOLS_OF_TRANSPORT[details.transport.kind];
  const [protocol, setProtocol] = useState<(typeof protocols)[number]>(protocols[0]);
  const [first, setFirst] = useState(UNITS.first);
  const [last, setLast] = useState(UNITS.last);
  const scan = useLineCommand();
  const { command } = scan;
  const start = () =>
    scan.ask(details.line.id, {
      kind: "scan",
      protocol,
      ...(COUNTED.includes(protocol) && { first, last: Math.max(first, last) }),
    });
  return (
    <Section title={t("lines.scan")}>
      <Stack gap="sm">
        <Text c="dimmed">{t("lines.scanHelp")}</Text>
        <Group gap="sm" align="flex-end">
          <Select
            label={t("lines.protocol")}
            allowDeselect={false}
            value={protocol}
            data={protocols.map((value) => ({ value, label: t(`lines.protocolOf.${value}`) }))}
            onChange={(value) =>
              setProtocol(protocols.find((one) => one === value) ?? protocols[0])
            }
          />
          {COUNTED.includes(protocol) && (
            <>
              <NumberInput
                label={t("lines.firstAddress")}
                w={110}
                min={1}
                max={UNITS.most}
                value={first}
                onChange={(value) => setFirst(Number(value) || UNITS.first)}
              />
              <NumberInput
                label={t("lines.lastAddress")}
                w={110}
                min={1}
                max={UNITS.most}
                value={last}
                onChange={(value) => setLast(Number(value) || UNITS.last)}
              />
            </>
          )}
          {scan.isRunning ? (
            <Button variant="default" onClick={scan.stop}>
              {t("lines.stopScan")}
            </Button>
          ) : (
            <Button leftSection={<IconSearch aria-hidden size={18} />} onClick={start}>
              {t("lines.startScan")}
            </Button>
          )}
        </Group>
        {scan.refusal && (
          <Alert color="red" icon={<IconAlertTriangle aria-hidden />}>
            {errorText(scan.refusal)}
          </Alert>
        )}
        {(command || scan.isRunning) && (
          <>
            <Progress
              value={(command?.progress ?? 0) * 100}
              aria-label={t("lines.scan")}
              animated={scan.isRunning}
            />
            <Text aria-live="polite">
              {scan.isRunning
                ? t("lines.scanning", { asked: command?.asked ?? "…" })
                : t(`lines.scanEnded.${command?.state === "stopped" ? "stopped" : "done"}`, {
                    count: command?.found.length ?? 0,
                  })}
            </Text>
          </>
        )}
        {command?.error && (
          <Alert
            color="red"
            icon={<IconAlertTriangle aria-hidden />}
            title={lineErrorText.title(command.error)}
          >
            {lineErrorText.help(command.error)}
          </Alert>
        )}
        {command?.problems.map(({ asked, kind }) => (
          <Text key={asked} c="dimmed" size="sm">
            {t("lines.scanProblem", { asked, problem: lineErrorText.title({ kind }) })}
          </Text>
        ))}
        {command?.found.map((found) => (
          <Found key={found.address} found={found} lineId={details.line.id} onAdd={onAdd} />
        ))}
      </Stack>
    </Section>
  );
}

function Found({
  found,
  lineId,
  onAdd,
}: {
  found: LineCommand["found"][number];
  lineId: number;
  onAdd: (start: MeterStart) => void;
}) {
  const { t } = useTranslation();
  const models = useQuery(read("GET /meter-models"));
  const namesOf = (ids: readonly string[]) =>
    ids
      .flatMap((id) => models.data?.meterModels.find((model) => model.id === id) ?? [])
      .slice(0, NAMED_AT_MOST)
      .map(({ maker, name }) => `${maker} ${name}`)
      .join(", ");
  const named = namesOf(found.modelIds);
  const candidates = namesOf(found.candidateIds);
  const guess =
    candidates === "" ? t("lines.unknownType") : t("lines.couldBe", { types: candidates });
  const modelId = found.modelIds[0] ?? found.candidateIds[0];
  return (
    <div className={styles["found"]}>
      <span>
        <strong>{t("lines.foundAt", { address: found.address })}</strong>{" "}
        {named || found.saysOfItself || guess}
        {named === "" && found.saysOfItself !== "" && candidates !== "" && (
          <Text c="dimmed">{guess}</Text>
        )}
      </span>
      {found.meterId === null ? (
        <Button
          variant="light"
          onClick={() =>
            onAdd({
              lineId,
              unitAddress: found.address,
              ...(modelId !== undefined && { modelId }),
              ...(found.serialNumber && { serialNumber: found.serialNumber }),
            })
          }
        >
          {t("meters.add")}
        </Button>
      ) : (
        <Link to="/meters/$meterId" params={{ meterId: found.meterId }}>
          {t("lines.alreadyThere")}
        </Link>
      )}
    </div>
  );
}
