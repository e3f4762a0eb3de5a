import { Alert, Divider, Text, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Property, ServicePoint } from "#api/contract/property.ts";
import type { TariffSummary } from "#api/contract/tariffs.ts";
import { call } from "#web/api/call.ts";
import { read } from "#web/api/queries.ts";
import { useSignedIn } from "#web/app/session.ts";
import { dayAfter, todayAt } from "#web/components/days.ts";
import { EntryDrawer } from "#web/components/form/entry-drawer.tsx";
import { useEntry } from "#web/components/form/entry.ts";
import { Pair } from "#web/components/form/pair.tsx";
import { useRules } from "#web/components/form/rules.ts";
import { Select } from "#web/components/select.tsx";
import { Answered } from "#web/components/states.tsx";
import { RegisterFields, registersOf, type WrittenRegisters } from "./register-fields.tsx";
import { TermsFields, termsOf, termsValuesOf } from "./terms-fields.tsx";

export interface MoveInDrawerProps {
  readonly tenant: { readonly id: number; readonly name: string };
  readonly onClose: () => void;
}

/** Moving in: which unit from when, what is measured there by which tariff, what the meters show. */
export function MoveInDrawer(props: MoveInDrawerProps) {
  const { site } = useSignedIn();
  const property = useQuery(read("GET /sites/:id/property", { params: { id: site.id } }));
  const tariffs = useQuery(read("GET /tariffs"));
  return (
    <Answered query={property} height={0}>
      {(places) => (
        <Answered query={tariffs} height={0}>
          {(prices) => (
            <MoveInForm
              {...props}
              property={places}
              tariffs={prices.tariffs.filter(({ siteId }) => siteId === site.id)}
            />
          )}
        </Answered>
      )}
    </Answered>
  );
}

interface PointChoice {
  readonly servicePointId: number;
  readonly name: string;
  readonly tariffId: string;
}

function MoveInForm({
  tenant,
  property,
  tariffs,
  onClose,
}: MoveInDrawerProps & { property: Property; tariffs: readonly TariffSummary[] }) {
  const { t } = useTranslation();
  const { site } = useSignedIn();
  const rules = useRules();
  const usual = (point: ServicePoint): PointChoice => {
    const fitting = tariffs.filter(({ commodity }) => commodity === point.commodity);
    const most = fitting.toSorted((a, b) => b.points - a.points)[0];
    return {
      servicePointId: point.id,
      name: point.name,
      tariffId: most ? String(most.id) : "",
    };
  };
  const entry = useEntry({
    initialValues: {
      spaceId: "",
      startsOn: todayAt(site.timeZone),
      lastDay: "",
      points: [] as readonly PointChoice[],
      registers: {} as WrittenRegisters,
      ...termsValuesOf(undefined, site.currency),
    },
    rules: {
      spaceId: rules.wanted,
      startsOn: rules.wanted,
      deposit: rules.decimal,
      dueDays: rules.wanted,
    },
    send: (values) =>
      call("POST /leases", {
        body: {
          tenantId: tenant.id,
          spaceId: Number(values.spaceId),
          startsOn: values.startsOn,
          endsOn: values.lastDay === "" ? null : dayAfter(values.lastDay),
          points: values.points
            .filter(({ tariffId }) => tariffId !== "")
            .map(({ servicePointId, tariffId }) => ({
              servicePointId,
              tariffId: Number(tariffId),
            })),
          registers: registersOf(values.registers),
          ...termsOf(values, site.currency),
        },
      }),
    renews: ["GET /tenants", "GET /tenants/:id", "GET /sites/:id/property"],
    onSaved: onClose,
  });
  const { form } = entry;
  const { points, startsOn } = form.values;
  return (
    <EntryDrawer
      title={t("leases.moveInOf", { name: tenant.name })}
      help={t("leases.moveInHelp")}
      entry={entry}
      saveWord={t("leases.moveIn")}
      onClose={onClose}
    >
      <Select
        label={t("tenants.unit")}
        data-autofocus
        searchable
        nothingFoundMessage={t("common.nothingFound")}
        data={property.spaces
          .filter(({ kind }) => kind === "unit" || kind === "common")
          .map((space) => ({
            value: String(space.id),
            label: space.tenant
              ? t("leases.unitOf", { unit: space.name, name: space.tenant.name })
              : space.name,
          }))}
        {...form.getInputProps("spaceId")}
        onChange={(value) => {
          form.setFieldValue("spaceId", value ?? "");
          const inside = property.points.filter(({ spaceId }) => spaceId === Number(value));
          form.setFieldValue("points", inside.map(usual));
        }}
      />
      <Pair>
        <TextInput label={t("leases.firstDay")} type="date" {...form.getInputProps("startsOn")} />
        <TextInput
          label={t("leases.lastDay")}
          description={t("leases.lastDayOpen")}
          type="date"
          min={startsOn}
          {...form.getInputProps("lastDay")}
          error={form.errors["endsOn"]}
        />
      </Pair>
      {form.values.spaceId !== "" && points.length === 0 && (
        <Alert color="yellow">
          {t("leases.noPoints")} <Link to="/property">{t("nav.property")}</Link>
        </Alert>
      )}
      {points.map((point, n) => {
        const { commodity } = property.points.find(({ id }) => id === point.servicePointId) ?? {};
        return (
          <Select
            key={point.servicePointId}
            label={point.name}
            description={t("leases.tariffHelp")}
            clearable
            placeholder={t("leases.notPaid")}
            nothingFoundMessage={t("common.nothingFound")}
            data={tariffs
              .filter((tariff) => tariff.commodity === commodity)
              .map(({ id, name }) => ({ value: String(id), label: name }))}
            {...form.getInputProps(`points.${n}.tariffId`)}
            onChange={(value) => form.setFieldValue(`points.${n}.tariffId`, value ?? "")}
            error={form.errors[`points.${n}.servicePointId`] ?? form.errors[`points.${n}.tariffId`]}
          />
        );
      })}
      <RegisterFields
        day={startsOn}
        points={points
          .filter(({ tariffId }) => tariffId !== "")
          .map(({ servicePointId }) => servicePointId)}
        values={form.values.registers}
        onChange={(registers) => form.setFieldValue("registers", registers)}
        error={errorText(form.errors["registers"])}
      />
      <Divider />
      <Text fw={600}>{t("leases.terms")}</Text>
      <TermsFields form={form} />
    </EntryDrawer>
  );
}

/** A field's error is text: that is what rules and faults give. */
function errorText(error: unknown): string | undefined {
  return typeof error === "string" ? error : undefined;
}
