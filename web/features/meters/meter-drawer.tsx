import { Alert, Button, TextInput } from "@mantine/core";
import { IconAlertTriangle, IconPlugConnected } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { MeterModelSummary } from "#api/contract/meter-models.ts";
import { COMMODITIES } from "#domain/core/commodity.ts";
import { call, type RequestAt } from "#web/api/call.ts";
import { read } from "#web/api/queries.ts";
import { useSignedIn } from "#web/app/session.ts";
import { EntryDrawer } from "#web/components/form/entry-drawer.tsx";
import { useEntry } from "#web/components/form/entry.ts";
import { Pair } from "#web/components/form/pair.tsx";
import { readDecimal, useRules } from "#web/components/form/rules.ts";
import { Select } from "#web/components/select.tsx";
import { useErrorText } from "#web/components/states.tsx";
import { ReadResult } from "#web/features/lines/read-result.tsx";
import { useLineCommand } from "#web/features/lines/use-line-command.ts";
import { TypeSelect } from "./type-select.tsx";

/** What is known of a meter before it is entered. */
export interface MeterStart {
  readonly lineId?: number;
  readonly unitAddress?: string;
  readonly modelId?: string;
  readonly serialNumber?: string;
}

const NEW_POINT = "new";
const NO_POINT = "none";
const MINUTES = [1, 5, 15, 30, 60] as const;
type Body = RequestAt<"POST /meters">["body"];

/** Adds a meter: its type, where it is read, what it measures. It can be tried first. */
export function MeterDrawer({ start = {}, onClose }: { start?: MeterStart; onClose: () => void }) {
  const { t } = useTranslation();
  const { site } = useSignedIn();
  const rules = useRules();
  const navigate = useNavigate();
  const lines = useQuery(read("GET /lines"));
  const models = useQuery(read("GET /meter-models"));
  const property = useQuery(read("GET /sites/:id/property", { params: { id: site.id } }));
  const onlyLine = lines.data?.lines.length === 1 ? lines.data.lines[0] : undefined;
  const known = (modelId: string) => models.data?.meterModels.find(({ id }) => id === modelId);
  const lineOf = (given: Values) => Number(given.lineId || onlyLine?.id || 0);
  const entry = useEntry({
    initialValues: valuesOf(start),
    rules: {
      modelId: rules.wanted,
      serialNumber: rules.wanted,
      newPoint: (value, values) =>
        values.servicePointId === NEW_POINT ? rules.wanted(value) : null,
    },
    send: (given) =>
      call("POST /meters", {
        body: bodyOf(given, {
          siteId: site.id,
          model: known(given.modelId),
          lineId: lineOf(given),
        }),
      }),
    renews: ["GET /meters", "GET /lines", "GET /lines/:id", "GET /sites/:id/property"],
    onSaved: ({ id }) => {
      onClose();
      void navigate({ to: "/meters/$meterId", params: { meterId: id } });
    },
  });
  const { form } = entry;
  const values = form.getValues();
  const model = known(values.modelId);
  const lineId = lineOf(values);
  const isRead = model?.protocol !== "manual";
  return (
    <EntryDrawer title={t("meters.add")} entry={entry} onClose={onClose} size={560}>
      <TypeSelect
        models={models.data?.meterModels ?? []}
        error={form.errors["modelId"]}
        value={values.modelId}
        onChange={(chosen) => {
          form.setFieldValue("modelId", chosen?.id ?? "");
          form.setFieldValue("commodity", chosen?.commodities[0] ?? "");
        }}
      />
      {model?.confidence === "C" && !model.confirmed && (
        <Alert color="yellow" icon={<IconAlertTriangle aria-hidden />} title={t("types.doubtful")}>
          {t("types.doubtfulHelp")} {model.notes}
        </Alert>
      )}
      {isRead && (
        <Pair>
          <Select
            label={t("meters.line")}
            placeholder={t("meters.chooseLine")}
            data={(lines.data?.lines ?? []).map(({ id, name }) => ({
              value: String(id),
              label: name,
            }))}
            {...form.getInputProps("lineId")}
            value={lineId === 0 ? null : String(lineId)}
            onChange={(value) => form.setFieldValue("lineId", value ?? "")}
          />
          <TextInput
            label={t("meters.unitAddress")}
            description={model && t(`lines.addressOf.${model.protocol}`)}
            {...form.getInputProps("unitAddress")}
          />
        </Pair>
      )}
      {model?.countsPulses && (
        <Pair>
          <TextInput label={t("meters.pulseWeight")} {...form.getInputProps("pulseWeight")} />
          <TextInput label={t("meters.startValue")} {...form.getInputProps("startValue")} />
        </Pair>
      )}
      {isRead && model && lineId > 0 && (
        <Trial model={model} lineId={lineId} address={values.unitAddress} />
      )}
      <TextInput
        label={t("meters.serial")}
        description={t("meters.serialHelp")}
        {...form.getInputProps("serialNumber")}
      />
      <Select
        label={t("meters.point")}
        allowDeselect={false}
        searchable
        data={pointChoices()}
        {...form.getInputProps("servicePointId")}
      />
      {values.servicePointId === NEW_POINT && (
        <>
          <TextInput
            label={t("meters.newPoint")}
            description={t("property.pointNameHelp")}
            {...form.getInputProps("newPoint")}
          />
          <Pair>
            <Select
              label={t("meters.commodity")}
              allowDeselect={false}
              data={(model?.commodities ?? COMMODITIES).map((value) => ({
                value,
                label: t(`commodity.${value}`),
              }))}
              {...form.getInputProps("commodity")}
              value={values.commodity || (model?.commodities[0] ?? null)}
            />
            <Select
              label={t("meters.role")}
              allowDeselect={false}
              data={(["unit", "common", "supply"] as const).map((value) => ({
                value,
                label: t(`point.role.${value}`),
              }))}
              {...form.getInputProps("role")}
            />
          </Pair>
          <Select
            label={t("property.liesIn")}
            placeholder={t("property.inNoSpace")}
            searchable
            clearable
            data={(property.data?.spaces ?? []).map(({ id, name }) => ({
              value: String(id),
              label: name,
            }))}
            {...form.getInputProps("spaceId")}
            onChange={(id) => form.setFieldValue("spaceId", id ?? "")}
          />
        </>
      )}
      <Pair>
        <TextInput
          label={t("meters.multiplier")}
          description={t("meters.multiplierHelp")}
          {...form.getInputProps("multiplier")}
        />
        <Select
          label={t("meters.interval")}
          allowDeselect={false}
          data={MINUTES.map((count) => ({
            value: String(count),
            label: t("meters.minutes", { count }),
          }))}
          {...form.getInputProps("intervalMinutes")}
        />
      </Pair>
    </EntryDrawer>
  );

  function pointChoices() {
    const free = (property.data?.points ?? []).filter(
      (point) => point.meter === null && (!model || model.commodities.includes(point.commodity)),
    );
    return [
      { value: NEW_POINT, label: t("meters.pointNew") },
      { value: NO_POINT, label: t("meters.inStock") },
      ...free.map(({ id, name }) => ({ value: String(id), label: name })),
    ];
  }
}

type Values = ReturnType<typeof valuesOf>;

function valuesOf(start: MeterStart) {
  return {
    modelId: start.modelId ?? "",
    lineId: String(start.lineId ?? ""),
    unitAddress: start.unitAddress ?? "",
    serialNumber: start.serialNumber ?? "",
    servicePointId: NEW_POINT as string,
    newPoint: "",
    commodity: "",
    role: "unit",
    spaceId: "",
    multiplier: "1",
    intervalMinutes: "15",
    pulseWeight: "1",
    startValue: "0",
  };
}

function bodyOf(
  given: Values,
  {
    siteId,
    model,
    lineId,
  }: {
    readonly siteId: number;
    readonly model: MeterModelSummary | undefined;
    readonly lineId: number;
  },
): Body {
  const isRead = model?.protocol !== "manual";
  const commodity = COMMODITIES.find((one) => one === given.commodity);
  const place = Number(given.servicePointId);
  const minutes = MINUTES.find((one) => String(one) === given.intervalMinutes);
  return {
    siteId,
    serialNumber: given.serialNumber,
    modelId: given.modelId,
    lineId: isRead && lineId > 0 ? lineId : null,
    unitAddress: isRead ? given.unitAddress : null,
    ...(model?.countsPulses && {
      pulseWeight: readDecimal(given.pulseWeight),
      startValue: readDecimal(given.startValue),
    }),
    servicePointId: Number.isSafeInteger(place) && place > 0 ? place : null,
    newPoint:
      given.servicePointId === NEW_POINT
        ? {
            name: given.newPoint,
            commodity: commodity ?? model?.commodities[0] ?? "electricity",
            role: given.role === "supply" || given.role === "common" ? given.role : "unit",
            spaceId: given.spaceId === "" ? null : Number(given.spaceId),
          }
        : null,
    multiplier: given.multiplier,
    intervalMinutes: minutes ?? 15,
  };
}

/** Reads the meter now, before it is entered. */
function Trial({
  model,
  lineId,
  address,
}: {
  model: MeterModelSummary;
  lineId: number;
  address: string;
}) {
  const { t } = useTranslation();
  const errorText = useErrorText();
  const { command, isRunning, refusal, ask } = useLineCommand();
  return (
    <>
      <Button
        variant="light"
        loading={isRunning}
        leftSection={<IconPlugConnected aria-hidden size={18} />}
        onClick={() => ask(lineId, { kind: "read", address, modelId: model.id })}
      >
        {t("lines.readNow")}
      </Button>
      {refusal && <Alert color="red">{errorText(refusal)}</Alert>}
      {command && !isRunning && <ReadResult command={command} />}
    </>
  );
}
