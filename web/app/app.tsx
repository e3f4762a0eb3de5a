import { MantineProvider } from "@mantine/core";
import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type AnyRouter, RouterProvider } from "@tanstack/react-router";
import { useIsPrinting } from "#web/components/printing.ts";
import { LateMessages } from "./late-messages.tsx";
import { theme } from "./theme.ts";

/** The whole app: theme, answers kept, screens. Light or dark as the system is; light on paper. */
export function App({ client, router }: { client: QueryClient; router: AnyRouter }) {
  const isPrinting = useIsPrinting();
  return (
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      {...(isPrinting && { forceColorScheme: "light" })}
    >
      <QueryClientProvider client={client}>
        <LateMessages />
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  );
}
