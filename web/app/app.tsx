import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { useIsPrinting } from "#web/components/printing.ts";
import { queryClient } from "./first-answers.ts";
import { LateMessages } from "./late-messages.tsx";
import { router } from "./router.tsx";
import { theme } from "./theme.ts";

/** The whole app: theme, answers kept, screens. Light or dark as the system is; light on paper. */
export function App() {
  const isPrinting = useIsPrinting();
  return (
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      {...(isPrinting && { forceColorScheme: "light" })}
    >
      <QueryClientProvider client={queryClient}>
        <LateMessages />
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  );
}
