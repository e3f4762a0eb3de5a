import { useHotkeys } from "@mantine/hooks";
import { Notifications } from "@mantine/notifications";
import { undoLatest } from "#web/components/form/undo-toast.tsx";

/**
 * Where messages appear for a while. What they offer to take back is taken back by Ctrl+Z (⌘Z) too:
 * a drawer keeps the focus within itself, and a message is outside of it.
 */
export function Messages() {
  useHotkeys([["mod+Z", undoLatest]]);
  return <Notifications position="top-right" autoClose={6000} />;
}
