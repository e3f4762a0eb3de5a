import { ActionIcon } from "@mantine/core";
import { type HotkeyItem, useHotkeys } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { lazyRouteComponent, useNavigate } from "@tanstack/react-router";
import { Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { usePlaces } from "./navigation.tsx";

/** Keys that a place can have. */
const DIGITS = 9;

const CommandPalette = lazyRouteComponent(() => import("./command-palette.tsx"), "CommandPalette");

/**
 * Opens the command palette: by a press, by Ctrl+K (⌘K) or / from anywhere. Alt+1 and so on go to the
 * places in their order. In a field a key is a letter and nothing else.
 */
export function FindButton() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const navigate = useNavigate();
  const places = usePlaces();
  useHotkeys([["mod+K", () => setOpen(true)]], []);
  useHotkeys([
    ["/", () => setOpen(true)],
    ...places
      .slice(0, DIGITS)
      .map(({ to }, n): HotkeyItem => [`alt+${n + 1}`, () => void navigate({ to })]),
  ]);
  return (
    <>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={t("palette.open")}
        aria-keyshortcuts="Control+K Meta+K /"
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
