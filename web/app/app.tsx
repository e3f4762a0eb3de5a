import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { useIsPrinting } from "#web/components/printing.ts";
import { queryClient } from "./first-answers.ts";
import { useIsQuiet } from "./quiet.ts";
import { router } from "./router.tsx";
import { theme } from "./theme.ts";

/** Nobody waits for a message when the app opens. */
const Messages = lazy(async () => {
  const { Messages: component } = await import("./messages.tsx");
  return { default: component };
});

/** The whole app: theme, answers kept, screens. Light or dark as the system is; light on paper. */
export function App() {
  const isPrinting = useIsPrinting();
  const isQuiet = useIsQuiet();
  return (
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      {...(isPrinting && { forceColorScheme: "light" })}
    >
      <QueryClientProvider client={queryClient}>
        {isQuiet && (
          <Suspense>
            <Messages />
          </Suspense>
        )}
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  );
}
