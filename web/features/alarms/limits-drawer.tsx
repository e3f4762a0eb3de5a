import { NumberInput, Switch } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import {
  type AlarmSettingAsked,
  type AlarmSettingList,
  watchedRule,
  type WatchedRule,
} from "#api/contract/alarm-settings.ts";
import { alarmSeverity, type AlarmSeverity } from "#api/contract/alarms.ts";
import { call } from "#web/api/call.ts";
import { read } from "#web/api/queries.ts";
import { useSignedIn } from "#web/app/session.ts";
import { EntryDrawer } from "#web/components/form/entry-drawer.tsx";
import { useEntry } from "#web/components/form/entry.ts";
import { RemoveButton } from "#web/components/form/remove-button.tsx";
import { Select } from "#web/components/select.tsx";
import { LimitsPreview } from "./limits-preview.tsx";

type Setting = AlarmSettingList["settings"][number];

const RENEWS = ["GET /alarm-settings"] as const;
const EVERYWHERE = "";
const HOUR = 60;
const DAY = 24 * HOUR;
/** The delays to choose from, in minutes. */
const DELAYS = [0, 2, 10, 30, HOUR, 6 * HOUR, DAY, 2 * DAY, 3 * DAY, 7 * DAY];
/** These judge whole days or months, or an interval that ends soon: there is nothing to wait for. */
const WITHOUT_DELAY: ReadonlySet<WatchedRule> = new Set([
  "use-unusual",
  "use-over-limit",
  "budget-exceeded",
  "demand-near-limit",
]);

interface LimitValues {
  readonly [field: string]: unknown;
  readonly rule: WatchedRule;
  readonly servicePointId: string;
  readonly enabled: boolean;
  readonly threshold: number | string;
  readonly severity: AlarmSeverity;
  readonly delayMinutes: string;
}

/** Sets the limits of a rule for the site or a point, beside what they would have raised. */
export function LimitsDrawer({
  setting,
  known,
  onClose,
}: {
  setting: Setting | undefined;
  known: AlarmSettingList;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const { site } = useSignedIn();
  const property = useQuery(read("GET /sites/:id/property", { params: { id: site.id } }));
  const points = property.data?.points ?? [];
  const entry = useEntry<LimitValues, unknown>({
    initialValues: valuesOf(setting ?? defaultOf(known, "use-over-limit")),
    send: (values) => call("POST /alarm-settings", { body: bodyOf(values, site.id) }),
    renews: RENEWS,
    onSaved: onClose,
  });
  const { form } = entry;
  const { rule, enabled } = form.values;
  return (
    <EntryDrawer
      title={t("alarms.limits.edit")}
      help={t("alarms.limits.help")}
      entry={entry}
      onClose={onClose}
      aside={setting && <TakeBack setting={setting} onRemoved={onClose} />}
    >
      <Select
        label={t("alarms.limits.rule")}
        size="md"
        allowDeselect={false}
        disabled={setting !== undefined}
        data={watchedRule.options.map((value) => ({
          value,
          label: t(`alarms.limits.kind.${value}`),
        }))}
        value={rule}
        onChange={(value) => {
          const chosen = watchedRule.parse(value);
          form.setValues({
            ...valuesOf(defaultOf(known, chosen)),
            servicePointId: form.values.servicePointId,
          });
        }}
      />
      <Select
        label={t("alarms.limits.where")}
        size="md"
        searchable
        allowDeselect={false}
        disabled={setting !== undefined}
        data={[
          { value: EVERYWHERE, label: t("alarms.limits.everywhere") },
          ...points.map(({ id, name }) => ({ value: String(id), label: name })),
        ]}
        {...form.getInputProps("servicePointId")}
      />
      <Switch
        label={t("alarms.limits.enabled")}
        size="md"
        checked={enabled}
        onChange={(event) => form.setFieldValue("enabled", event.currentTarget.checked)}
      />
      <NumberInput
        label={t("alarms.limits.threshold")}
        description={t(`alarms.limits.meaning.${rule}`)}
        size="md"
        min={0}
        disabled={!enabled}
        suffix={` ${t(`alarms.limits.unit.${rule}`)}`}
        {...form.getInputProps("threshold")}
      />
      <Select
        label={t("alarms.limits.severity")}
        size="md"
        allowDeselect={false}
        data={alarmSeverity.options.map((value) => ({
          value,
          label: t(`alarms.severity.${value}`),
        }))}
        {...form.getInputProps("severity")}
      />
      {!WITHOUT_DELAY.has(rule) && (
        <Select
          label={t("alarms.limits.delay")}
          size="md"
          allowDeselect={false}
          data={delaysWith(Number(form.values.delayMinutes)).map((minutes) => ({
            value: String(minutes),
            label: delayWords(minutes),
          }))}
          {...form.getInputProps("delayMinutes")}
        />
      )}
      <LimitsPreview asked={bodyOf(form.values, site.id)} />
    </EntryDrawer>
  );

  function delayWords(minutes: number): string {
    if (minutes === 0) return t("alarms.limits.atOnce");
    if (minutes % DAY === 0) return t("alarms.limits.days", { count: minutes / DAY });
    if (minutes % HOUR === 0) return t("alarms.limits.hours", { count: minutes / HOUR });
    return t("alarms.limits.minutes", { count: minutes });
  }
}

function TakeBack({ setting, onRemoved }: { setting: Setting; onRemoved: () => void }) {
  const { t } = useTranslation();
  const { site } = useSignedIn();
  const { rule, servicePointId } = setting;
  const query = {
    site: site.id,
    rule,
    ...(servicePointId !== null && { point: servicePointId }),
  };
  return (
    <RemoveButton
      name={t(`alarms.limits.kind.${rule}`)}
      remove={() => call("DELETE /alarm-settings", { query })}
      restore={() => call("POST /alarm-settings", { body: bodyOf(valuesOf(setting), site.id) })}
      renews={RENEWS}
      onRemoved={onRemoved}
    />
  );
}

function defaultOf(known: AlarmSettingList, rule: WatchedRule): Omit<Setting, "pointName"> {
  const limits = known.defaults.find((each) => each.rule === rule);
  if (!limits) throw new Error(`no limits of ${rule}`);
  return { ...limits, servicePointId: null };
}

function valuesOf(setting: Omit<Setting, "pointName">): LimitValues {
  const { rule, servicePointId, enabled, threshold, severity, delayMinutes } = setting;
  return {
    rule,
    servicePointId: servicePointId === null ? EVERYWHERE : String(servicePointId),
    enabled,
    threshold: threshold ?? "",
    severity,
    delayMinutes: String(delayMinutes),
  };
}

function bodyOf(values: LimitValues, siteId: number): AlarmSettingAsked {
  const { rule, servicePointId, enabled, threshold, severity, delayMinutes } = values;
  return {
    siteId,
    rule,
    servicePointId: servicePointId === EVERYWHERE ? null : Number(servicePointId),
    enabled,
    threshold: threshold === "" ? null : Number(threshold),
    severity,
    delayMinutes: Number(delayMinutes),
  };
}

/** The usual delays and the one that is set, in order. */
function delaysWith(minutes: number): number[] {
  return [...new Set([...DELAYS, minutes])].toSorted((a, b) => a - b);
}
