import { Modal, Text, TextInput } from "@mantine/core";
import { IconGauge, IconReceipt2, IconSearch, IconUsers } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type LinkProps, useNavigate } from "@tanstack/react-router";
import { type KeyboardEvent, type ReactNode, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { read } from "#web/api/queries.ts";
import { usePlaces } from "./navigation.tsx";
import { isStaff, useSignedIn } from "./session.ts";
import styles from "./shell.module.css";

interface Command {
  readonly key: string;
  readonly name: string;
  readonly hint: string;
  readonly icon: ReactNode;
  readonly link: LinkProps;
}

/** More would not be read. */
const SHOWN_AT_MOST = 12;

/** Everything that has a name, by writing a part of it: places, tenants, meters, tariffs. */
export function CommandPalette({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [find, setFind] = useState("");
  const [at, setAt] = useState(0);
  const listId = useId();
  const commands = useCommands();
  const wanted = find.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = commands
    .filter(({ name, hint }) =>
      wanted.every((word) => `${name} ${hint}`.toLowerCase().includes(word)),
    )
    .slice(0, SHOWN_AT_MOST);
  const chosen = Math.min(at, shown.length - 1);
  const go = (command: Command | undefined) => {
    if (!command) return;
    onClose();
    void navigate(command.link);
  };
  const walk = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      setAt((chosen + step + shown.length) % Math.max(1, shown.length));
    }
    if (event.key === "Enter") go(shown[chosen]);
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("palette.title")}
      size="lg"
      yOffset="8vh"
      closeButtonProps={{ "aria-label": t("common.close"), size: 44 }}
    >
      <TextInput
        data-autofocus
        aria-label={t("palette.find")}
        placeholder={t("palette.find")}
        leftSection={<IconSearch aria-hidden size={18} />}
        role="combobox"
        aria-expanded
        aria-controls={listId}
        aria-activedescendant={shown[chosen] ? `${listId}-${chosen}` : undefined}
        value={find}
        onChange={(event) => {
          setFind(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={walk}
      />
      <div role="listbox" id={listId} aria-label={t("palette.title")} className={styles["palette"]}>
        {shown.map((command, n) => (
          <div
            key={command.key}
            id={`${listId}-${n}`}
            role="option"
            tabIndex={-1}
            aria-selected={n === chosen}
            className={styles["command"]}
            onPointerMove={() => setAt(n)}
            onClick={() => go(command)}
            onKeyDown={walk}
          >
            {command.icon}
            <span>{command.name}</span>
            <span className={styles["commandHint"]}>{command.hint}</span>
          </div>
        ))}
      </div>
      {shown.length === 0 && (
        <Text c="dimmed" p="md">
          {t("common.nothingFound")}
        </Text>
      )}
      <Text size="sm" c="dimmed" mt="sm">
        {t("palette.help")}
      </Text>
    </Modal>
  );
}

function useCommands(): readonly Command[] {
  const { t } = useTranslation();
  const { user } = useSignedIn();
  const places = usePlaces();
  const staff = isStaff(user);
  const meters = useQuery(read("GET /meters", { query: {} }));
  const tenants = useQuery({ ...read("GET /tenants"), enabled: staff });
  const tariffs = useQuery({ ...read("GET /tariffs"), enabled: staff });
  return [
    ...places.map(({ to, name, Icon }) => ({
      key: to,
      name: t(name),
      hint: "",
      icon: <Icon aria-hidden size={20} />,
      link: { to },
    })),
    ...(tenants.data?.tenants ?? []).map(({ id, name, spaces }) => ({
      key: `tenant ${id}`,
      name,
      hint: [t("tenants.tenant"), ...spaces.map((space) => space.name)].join(" · "),
      icon: <IconUsers aria-hidden size={20} />,
      link: { to: "/tenants/$tenantId", params: { tenantId: id } } as LinkProps,
    })),
    ...(meters.data?.meters ?? []).map(({ id, serialNumber, point }) => ({
      key: `meter ${id}`,
      name: point?.name ?? serialNumber,
      hint: `${t("meters.meter")} · ${serialNumber}`,
      icon: <IconGauge aria-hidden size={20} />,
      link: { to: "/meters/$meterId", params: { meterId: id } } as LinkProps,
    })),
    ...(tariffs.data?.tariffs ?? []).map(({ id, name, commodity }) => ({
      key: `tariff ${id}`,
      name,
      hint: `${t("bills.tariff")} · ${t(`commodity.${commodity}`)}`,
      icon: <IconReceipt2 aria-hidden size={20} />,
      link: { to: "/tariffs/$tariffId", params: { tariffId: id } } as LinkProps,
    })),
  ];
}
