import { ActionIcon } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { lazyRouteComponent } from "@tanstack/react-router";
import { Suspense, useState } from "react";
import { useTranslation } from "react-i18next";

const CommandPalette = lazyRouteComponent(() => import("./command-palette.tsx"), "CommandPalette");

/** Opens the command palette: by a press, or by Ctrl+K (⌘K) from anywhere. */
export function FindButton() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  useHotkeys([["mod+K", () => setOpen(true)]], []);
  return (
    <>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={t("palette.open")}
        aria-keyshortcuts="Control+K Meta+K"
        onClick={() => setOpen(true)}
      >
        <IconSearch aria-hidden size={22} stroke={1.8} />
      </ActionIcon>
      {open && (
        <Suspense>
          <CommandPalette onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
