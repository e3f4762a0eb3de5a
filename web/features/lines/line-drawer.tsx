import { Autocomplete, NumberInput, PasswordInput, Switch, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { QUESTIONS_AT_MOST } from "#domain/metering/question-pace.ts";
import type { LineDetails } from "#api/contract/lines.ts";
import { call, type RequestAt } from "#web/api/call.ts";
import { read } from "#web/api/queries.ts";
import { useSignedIn } from "#web/app/session.ts";
import { EntryDrawer } from "#web/components/form/entry-drawer.tsx";
import { useEntry } from "#web/components/form/entry.ts";
import { Pair } from "#web/components/form/pair.tsx";
import { RemoveButton } from "#web/components/form/remove-button.tsx";
import { useRules } from "#web/components/form/rules.ts";
import { Select } from "#web/components/select.tsx";

const KINDS = ["modbus-tcp", "serial-server", "serial-port", "mqtt", "push"] as const;
type Kind = (typeof KINDS)[number];
const USUAL_PORT: Readonly<Partial<Record<Kind, number>>> = {
  "modbus-tcp": 502,
  "serial-server": 4001,
};
const USUAL_TIMEOUT_MS = 1000;
/** How many questions at once: nobody sets it. */
const AS_MANY_AS_BORNE = "as-many-as-borne";
const BAUD_RATES = ["300", "1200", "2400", "4800", "9600", "19200", "38400", "57600", "115200"];
const FRAMES = ["8N1", "8E1", "8O1", "8N2", "7E1"] as const;
const PARITIES = { N: "none", E: "even", O: "odd" } as const;

type Body = RequestAt<"POST /lines">["body"];
const RENEWS = ["GET /lines", "GET /lines/:id", "GET /overview"] as const;

export interface LineDrawerProps {
  /** Undefined: a new one. */
  readonly details?: LineDetails;
  readonly onClose: () => void;
  readonly onCreated?: (id: number) => void;
}

/** Adds or changes a line: how its meters are reached. */
export function LineDrawer({ details, onClose, onCreated }: LineDrawerProps) {
  const { t } = useTranslation();
  const { site } = useSignedIn();
  const rules = useRules();
  const collectors = useQuery(read("GET /collectors"));
  const ports = (collectors.data?.collectors ?? []).flatMap(({ serialPorts }) =>
    serialPorts.map(({ path }) => path),
  );
  const entry = useEntry({
    initialValues: valuesOf(details),
    rules: { name: rules.wanted },
    send: async (values) => {
      const body: Body = { siteId: details?.line.siteId ?? site.id, ...bodyOf(values) };
      if (!details) return call("POST /lines", { body });
      return call("PATCH /lines/:id", { params: { id: details.line.id }, body });
    },
    renews: RENEWS,
    onSaved: ({ id }) => {
      onClose();
      if (!details) onCreated?.(id);
    },
  });
  const { form } = entry;
  const { kind } = form.getValues();
  const hasPassword = details?.transport.kind === "mqtt" && details.transport.hasPassword;
  const isSerial = kind === "serial-port" || kind === "serial-server";
  const borne = details?.questionsBorne;
  const asManyAsBorne =
    borne === null || borne === undefined
      ? t("lines.asManyAsBorne")
      : t("lines.asManyAsBorneNow", { count: borne });
  const transportError = form.errors["transport"];
  return (
    <EntryDrawer
      title={details ? details.line.name : t("lines.add")}
      help={t("lines.addHelp")}
      entry={entry}
      onClose={onClose}
      aside={
        details?.line.meters === 0 && (
          <RemoveButton
            name={details.line.name}
            remove={() => call("DELETE /lines/:id", { params: { id: details.line.id } })}
            restore={() =>
              call("POST /lines", {
                body: { siteId: details.line.siteId, ...bodyOf(valuesOf(details)) },
              })
            }
            renews={RENEWS}
            onRemoved={onClose}
          />
        )
      }
    >
      <TextInput
        label={t("lines.name")}
        description={t("lines.nameHelp")}
        data-autofocus
        {...form.getInputProps("name")}
      />
      <Select
        label={t("lines.kind")}
        description={t(`lines.kindHelp.${kind}`)}
        allowDeselect={false}
        data={KINDS.map((value) => ({ value, label: t(`lines.kindOf.${value}`) }))}
        {...form.getInputProps("kind")}
        error={transportError}
        onChange={(value) => {
          const next = KINDS.find((one) => one === value) ?? "modbus-tcp";
          form.setFieldValue("kind", next);
          form.setFieldValue("port", USUAL_PORT[next] ?? form.getValues().port);
        }}
      />
      {(kind === "modbus-tcp" || kind === "serial-server") && (
        <Pair>
          <TextInput
            label={t("lines.host")}
            placeholder={t("lines.hostLike")}
            {...form.getInputProps("host")}
          />
          <NumberInput
            label={t("lines.port")}
            min={1}
            max={65_535}
            hideControls
            {...form.getInputProps("port")}
          />
        </Pair>
      )}
      {kind === "serial-port" && (
        <Autocomplete
          label={t("lines.serialPort")}
          description={ports.length === 0 ? t("lines.noPorts") : t("lines.serialPortHelp")}
          data={[...new Set(ports)]}
          placeholder={t("lines.serialPortLike")}
          {...form.getInputProps("path")}
        />
      )}
      {isSerial && (
        <Pair>
          <Select
            label={t("lines.baudRate")}
            allowDeselect={false}
            data={BAUD_RATES}
            {...form.getInputProps("baudRate")}
          />
          <Select
            label={t("lines.frame")}
            description={t("lines.frameHelp")}
            allowDeselect={false}
            data={[...FRAMES]}
            {...form.getInputProps("frame")}
          />
        </Pair>
      )}
      {kind === "mqtt" && (
        <>
          <TextInput
            label={t("lines.broker")}
            placeholder={t("lines.brokerLike")}
            {...form.getInputProps("url")}
          />
          <Pair>
            <TextInput
              label={t("lines.brokerUser")}
              autoComplete="off"
              {...form.getInputProps("username")}
            />
            <PasswordInput
              label={t("lines.brokerPassword")}
              description={hasPassword ? t("lines.passwordKept") : undefined}
              autoComplete="new-password"
              {...form.getInputProps("password")}
              error={form.errors["password"] ?? form.errors["transport"]}
            />
          </Pair>
        </>
      )}
      {kind !== "mqtt" && kind !== "push" && (
        <NumberInput
          label={t("lines.timeout")}
          description={t("lines.timeoutHelp")}
          min={50}
          max={60_000}
          step={100}
          {...form.getInputProps("timeoutMs")}
        />
      )}
      {kind === "modbus-tcp" && (
        <Select
          label={t("lines.questionsAtOnce")}
          description={t("lines.questionsAtOnceHelp")}
          allowDeselect={false}
          data={[
            { value: AS_MANY_AS_BORNE, label: asManyAsBorne },
            ...Array.from({ length: QUESTIONS_AT_MOST }, (_, n) => String(n + 1)),
          ]}
          {...form.getInputProps("questionsAtOnce")}
        />
      )}
      {details && (
        <Switch
          label={t("lines.enabled")}
          {...form.getInputProps("enabled", { type: "checkbox" })}
        />
      )}
    </EntryDrawer>
  );
}

type Values = ReturnType<typeof valuesOf>;

function valuesOf(details: LineDetails | undefined) {
  const transport = details?.transport;
  const serial = transport && "serial" in transport ? transport.serial : undefined;
  const parity = { none: "N", even: "E", odd: "O" }[serial?.parity ?? "none"];
  return {
    name: details?.line.name ?? "",
    enabled: details?.line.enabled ?? true,
    kind: transport?.kind ?? ("modbus-tcp" as Kind),
    host: transport && "host" in transport ? transport.host : "",
    port: transport && "port" in transport ? transport.port : 502,
    path: transport && "path" in transport ? transport.path : "",
    /** Of a port of one machine: which; it stays. */
    machine: transport?.kind === "serial-port" ? transport.machine : undefined,
    url: transport && "url" in transport ? transport.url : "",
    username: transport?.kind === "mqtt" ? (transport.username ?? "") : "",
    /** Empty: the one that is kept, as long as there is a user. */
    password: "",
    timeoutMs: transport && "timeoutMs" in transport ? transport.timeoutMs : USUAL_TIMEOUT_MS,
    questionsAtOnce: String(
      (transport?.kind === "modbus-tcp" && transport.questionsAtOnce) || AS_MANY_AS_BORNE,
    ),
    baudRate: String(serial?.baudRate ?? 9600),
    frame: `${serial?.dataBits ?? 8}${parity}${serial?.stopBits ?? 1}`,
    /** No field of its own: what the server says of the transport as a whole stands at its kind. */
    transport: "",
  };
}

function bodyOf(values: Values): Omit<Body, "siteId"> {
  const { name, enabled } = values;
  return { name, enabled, transport: transportOf(values) };
}

function transportOf(values: Values): Body["transport"] {
  const { kind, host, path, machine, url, username, password } = values;
  const port = Number(values.port);
  const timeoutMs = Number(values.timeoutMs);
  const [data = "8", parity = "N", stop = "1"] = values.frame;
  const serial = {
    baudRate: Number(values.baudRate),
    dataBits: data === "7" ? (7 as const) : (8 as const),
    parity: PARITIES[parity as keyof typeof PARITIES],
    stopBits: stop === "2" ? (2 as const) : (1 as const),
  };
  switch (kind) {
    case "modbus-tcp":
      return {
        kind,
        host,
        port,
        timeoutMs,
        ...(values.questionsAtOnce !== AS_MANY_AS_BORNE && {
          questionsAtOnce: Number(values.questionsAtOnce),
        }),
      };
    case "serial-server":
      return { kind, host, port, timeoutMs, serial };
    case "serial-port":
      return { kind, path, timeoutMs, serial, ...(machine !== undefined && { machine }) };
    case "mqtt":
      return {
        kind,
        url,
        ...(username !== "" && { username }),
        password: password === "" ? null : password,
      };
    case "push":
      return { kind };
  }
}
