import { lazy, Suspense } from "react";
import { useIsQuiet } from "./quiet.ts";

const Messages = lazy(async () => {
  const { Messages: component } = await import("./messages.tsx");
  return { default: component };
});

/** Nobody waits for a message when the app opens. A component of its own: nothing else changes then. */
export function LateMessages() {
  return (
    useIsQuiet() && (
      <Suspense>
        <Messages />
      </Suspense>
    )
  );
}
