import { Notifications } from "@mantine/notifications";

/** Where messages appear for a while. */
export function Messages() {
  return <Notifications position="top-right" autoClose={6000} />;
}
