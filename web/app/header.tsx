import { ActionIcon, Menu } from "@mantine/core";
import { IconKey, IconLanguage, IconLogout, IconUserCircle } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { call } from "#web/api/call.ts";
import { signedOut } from "#web/api/queries.ts";
import { chooseLanguage, type Language, languageName, LANGUAGES } from "#web/i18n/i18n.ts";
import { AlarmLights } from "./alarm-lights.tsx";
import { FindButton } from "./find-button.tsx";
import { isStaff, useSignedIn } from "./session.ts";
import styles from "./shell.module.css";

/** Site, alarm lights, language and user; in view on every screen. */
export function Header() {
  const { site, user } = useSignedIn();
  return (
    <div className={styles["header"]}>
      <Link to="/" className={styles["brand"]} aria-label={`SmartPM ${site.name}`}>
        <img src="/icon.svg" alt="" width={34} height={34} />
        <span className={`${styles["brandName"]} mantine-visible-from-sm`}>SmartPM</span>{" "}
        <span className={`${styles["siteName"]} mantine-visible-from-sm`}>{site.name}</span>
      </Link>
      <span className={styles["space"]} />
      {isStaff(user) && <AlarmLights />}
      <FindButton />
      <LanguageMenu />
      <UserMenu />
    </div>
  );
}

function LanguageMenu() {
  const { t } = useTranslation();
  const choose = useMutation({
    mutationFn: async (language: Language) => {
      await chooseLanguage(language);
      await call("PATCH /session", { body: { language } });
    },
  });
  return (
    <Menu position="bottom-end" width={160}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size={44} aria-label={t("shell.language")}>
          <IconLanguage size={22} stroke={1.8} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <LanguageItems onChoose={choose.mutate} />
      </Menu.Dropdown>
    </Menu>
  );
}

/** Made when the menu opens: what languages call themselves is slow to find out. */
function LanguageItems({ onChoose }: { onChoose: (language: Language) => void }) {
  const { i18n } = useTranslation();
  return LANGUAGES.map((language) => (
    <Menu.Item
      key={language}
      lang={language}
      fw={i18n.language === language ? 700 : 400}
      onClick={() => onChoose(language)}
    >
      {languageName(language)}
    </Menu.Item>
  ));
}

function UserMenu() {
  const { t } = useTranslation();
  const { user } = useSignedIn();
  const client = useQueryClient();
  const leave = useMutation({
    mutationFn: () => call("DELETE /session"),
    onSuccess: () => signedOut(client),
  });
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size={44} aria-label={t("shell.user")}>
          <IconUserCircle size={24} stroke={1.8} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {user.name}
          <br />
          {user.email} · {t(`role.${user.role}`)}
        </Menu.Label>
        <Menu.Item
          leftSection={<IconKey aria-hidden size={18} />}
          renderRoot={(props) => <Link to="/account" {...props} />}
        >
          {t("account.title")}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconLogout aria-hidden size={18} />}
          onClick={() => leave.mutate()}
        >
          {t("session.leave")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
