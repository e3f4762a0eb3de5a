import {
  Alert,
  Button,
  Group,
  JsonInput,
  List,
  SegmentedControl,
  Stack,
  TagsInput,
  Text,
  TextInput,
} from "@mantine/core";
import { IconAlertTriangle, IconClock } from "@tabler/icons-react";
import { type ReactNode, useDeferredValue, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { explainTariff } from "#domain/tariff/explain-tariff.ts";
import { explainedLanguage } from "#domain/tariff/explained-languages.ts";
import { parseTariff } from "#domain/tariff/parse-tariff.ts";
import type { TariffDocument } from "#domain/tariff/tariff-document.ts";
import { offerUndo } from "#web/components/form/undo-toast.tsx";
import { Section } from "#web/components/section.tsx";
import { faultWords, serverWords } from "#web/i18n/server-words.ts";
import { BillPreview } from "./bill-preview.tsx";
import { AddCharge, ChargeCard, newCharge } from "./charge-card.tsx";
import { type Draft, draftOf, freshId, labelIn, withLabel } from "./draft.ts";
import { FaultsContext, useFaultAt } from "./faults-context.ts";
import { calendarOf, gridOf, type PeriodGrid, plainGrid } from "./period-grid.ts";
import { PeriodGridField } from "./period-grid-field.tsx";
import { SeasonStrip } from "./season-strip.tsx";
import { TaxFields } from "./tax-fields.tsx";
import styles from "./tariffs.module.css";

export interface TariffEditorProps {
  readonly draft: Draft;
  readonly onChange: (change: (draft: Draft) => Draft) => void;
  /** What is saved and how: above everything. */
  readonly renderHead: (isValid: boolean) => ReactNode;
  /** Whether it may be changed; else it is only shown and priced. */
  readonly fixed: boolean;
}

/** A tariff by its parts, its words, and what it would cost a real tenant, all at once. */
export function TariffEditor({ draft, onChange, renderHead, fixed }: TariffEditorProps) {
  const { t, i18n } = useTranslation();
  const shown = useDeferredValue(draft);
  const parsed = useMemo(() => parseTariff(shown), [shown]);
  const [form, setForm] = useState("fields");
  const faults = parsed.ok ? [] : parsed.faults;
  const document = parsed.ok ? parsed.value : undefined;
  return (
    <FaultsContext value={faults}>
      {renderHead(parsed.ok && shown === draft)}
      <div className={styles["editor"]}>
        <Stack gap="md">
          <SegmentedControl
            aria-label={t("tariffs.form")}
            value={form}
            onChange={setForm}
            data={[
              { value: "fields", label: t("tariffs.fields") },
              { value: "words", label: t("tariffs.words") },
              { value: "json", label: t("tariffs.json") },
            ]}
            style={{ alignSelf: "flex-start" }}
          />
          {faults.length > 0 && (
            <Alert color="red" role="alert" icon={<IconAlertTriangle aria-hidden />}>
              <Text fw={600}>{t("tariffs.faults", { count: faults.length })}</Text>
              <List>
                {faults.slice(0, 8).map((fault) => (
                  <List.Item key={`${fault.subject} ${fault.message}`}>
                    {serverWords(fault.subject)}: {faultWords(fault)}
                  </List.Item>
                ))}
              </List>
            </Alert>
          )}
          {form === "fields" && (
            <fieldset disabled={fixed} className="plain">
              <Fields
                draft={draft}
                onChange={onChange}
                document={document}
                language={i18n.language}
              />
            </fieldset>
          )}
          {form === "words" && <Words document={document} language={i18n.language} />}
          {form === "json" && <JsonForm draft={draft} onChange={onChange} fixed={fixed} />}
        </Stack>
        <div className={styles["beside"]}>
          <BillPreview document={document} commodity={draft.commodity} />
        </div>
      </div>
    </FaultsContext>
  );
}

function Words({ document, language }: { document: TariffDocument | undefined; language: string }) {
  const { t } = useTranslation();
  return (
    <Section title={t("tariffs.words")}>
      {document ? (
        <pre className={styles["words"]}>
          {explainTariff(document, explainedLanguage(language))}
        </pre>
      ) : (
        <Text c="dimmed">{t("tariffs.mendFirst")}</Text>
      )}
    </Section>
  );
}

function JsonForm({
  draft,
  onChange,
  fixed,
}: Pick<TariffEditorProps, "draft" | "onChange" | "fixed">) {
  const { t } = useTranslation();
  const [text, setText] = useState(() => JSON.stringify(draft, undefined, 2));
  const [error, setError] = useState<string>();
  const take = (written: string) => {
    setText(written);
    try {
      const next = draftOf(JSON.parse(written));
      setError(next ? undefined : t("tariffs.notADocument"));
      if (next) onChange(() => next);
    } catch (failure) {
      setError(failure instanceof Error ? failure.message : t("tariffs.notADocument"));
    }
  };
  return (
    <Section title={t("tariffs.json")}>
      <JsonInput
        label={t("tariffs.json")}
        description={t("tariffs.jsonHelp")}
        autosize
        minRows={12}
        maxRows={40}
        readOnly={fixed}
        value={text}
        error={error}
        onChange={take}
      />
    </Section>
  );
}

interface FieldsProps {
  readonly draft: Draft;
  readonly document: TariffDocument | undefined;
  readonly language: string;
  readonly onChange: TariffEditorProps["onChange"];
}

function Fields({ draft, document, language, onChange }: FieldsProps) {
  const { t } = useTranslation();
  const faultAt = useFaultAt();
  const removeCharge = (n: number) => {
    const before = draft;
    const name = labelIn(draft.charges[n]?.label, language);
    onChange((now) => ({ ...now, charges: now.charges.filter((_, other) => other !== n) }));
    offerUndo({
      done: t("form.removed", { name }),
      undo: async () => onChange(() => before),
    });
  };
  return (
    <Stack gap="md">
      <Section title={t("tariffs.general")}>
        <TextInput
          label={t("tariffs.printedName")}
          description={t("tariffs.printedNameHelp")}
          value={labelIn(draft.name, language)}
          error={faultAt("name")}
          onChange={({ currentTarget: { value } }) =>
            onChange((now) => ({ ...now, name: withLabel(now.name, language, value) }))
          }
        />
      </Section>
      <TimesSection draft={draft} document={document} language={language} onChange={onChange} />
      {draft.charges.map(({ id }, n) => (
        <ChargeCard
          key={id}
          draft={draft}
          n={n}
          language={language}
          onChange={(charge) =>
            onChange((now) => ({
              ...now,
              charges: now.charges.map((one, other) => (other === n ? charge : one)),
            }))
          }
          onRemove={() => removeCharge(n)}
        />
      ))}
      <Section title={t("tariffs.addCharge")}>
        <AddCharge
          onAdd={(kind) =>
            onChange((now) => {
              const ids = now.charges.map(({ id }) => id);
              const label = t(`tariffs.kind.${kind}`);
              const charge = newCharge(kind, freshId(kind, ids), label);
              return { ...now, charges: [...now.charges, charge] };
            })
          }
        />
      </Section>
      <TaxFields
        draft={draft}
        language={language}
        onChange={(taxes) => onChange((now) => ({ ...now, taxes }))}
      />
    </Stack>
  );
}

function TimesSection({ draft, document, language, onChange }: FieldsProps) {
  const { t } = useTranslation();
  const faultAt = useFaultAt();
  const [painted, setPainted] = useState<{
    readonly grid: PeriodGrid;
    readonly written: unknown;
  }>();
  const written = draft.calendars?.[0];
  // While prices are missing the document does not parse: what was painted last is shown.
  const known = calendarIn(document);
  const parsedGrid = known && gridOf(known);
  const grid = painted && painted.written === written ? painted.grid : parsedGrid;
  const change = (next: PeriodGrid) => {
    const calendar = calendarOf(next);
    setPainted({ grid: next, written: calendar });
    onChange((now) => ({
      ...now,
      calendars: [calendar, ...(now.calendars ?? []).slice(1)],
      ...(next.hasHolidays && !now.holidays && { holidays: { dates: ["01-01", "12-25"] } }),
    }));
  };
  const begin = () => change(plainGrid({ id: "standard", label: t("tariffs.standardPeriod") }));
  return (
    <Section title={t("tariffs.times")}>
      {!written && (
        <Group>
          <Text c="dimmed">{t("tariffs.noTimes")}</Text>
          <Button
            variant="default"
            leftSection={<IconClock aria-hidden size={18} />}
            onClick={begin}
          >
            {t("tariffs.addTimes")}
          </Button>
        </Group>
      )}
      {written && !grid && <Text c="dimmed">{t("tariffs.asJsonOnly")}</Text>}
      {written && grid && (
        <Stack gap="lg">
          <SeasonStrip grid={grid} language={language} onChange={change} />
          <PeriodGridField grid={grid} language={language} onChange={change} />
          {grid.hasHolidays && (
            <TagsInput
              label={t("tariffs.holidays")}
              description={t("tariffs.holidaysHelp")}
              acceptValueOnBlur
              value={[...(draft.holidays?.dates ?? [])]}
              error={faultAt("holidays.dates")}
              onChange={(dates) => onChange((now) => ({ ...now, holidays: { dates } }))}
            />
          )}
        </Stack>
      )}
    </Section>
  );
}

/** The calendar by which the charges tell times apart: the one that the grid shows. */
function calendarIn(document: TariffDocument | undefined) {
  const found = document?.charges.find((charge) => "calendar" in charge && charge.calendar);
  return found && "calendar" in found ? found.calendar : undefined;
}
