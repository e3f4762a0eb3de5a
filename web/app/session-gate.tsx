import { Center, Loader } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { lazyRouteComponent, Outlet, useLocation } from "@tanstack/react-router";
import { Suspense, useEffect, useMemo } from "react";
import { read } from "#web/api/queries.ts";
import { writeAsAtSite } from "#web/components/format.ts";
import { ErrorState } from "#web/components/states.tsx";
import { hasChosenLanguage, show } from "#web/i18n/i18n.ts";
import { SignedInContext, signedInOf, useSession } from "./session.ts";
import { Shell } from "./shell.tsx";

const SignInPage = lazyRouteComponent(
  () => import("#web/features/session/sign-in-page.tsx"),
  "SignInPage",
);
const SetupPage = lazyRouteComponent(
  () => import("#web/features/session/setup-page.tsx"),
  "SetupPage",
);

const SecondFactorPage = lazyRouteComponent(
  () => import("#web/features/account/second-factor-page.tsx"),
  "SecondFactorPage",
);

const OwnPasswordPage = lazyRouteComponent(
  () => import("#web/features/account/own-password-page.tsx"),
  "OwnPasswordPage",
);

/** Shows the screens to whom is signed in, else the sign-in or the first-run setup. */
export function SessionGate() {
  // Only this much of the address: what renders anew at each step of a navigation may navigate again.
  const isOpen = useLocation({ select: ({ pathname }) => OPEN_TO_ALL.includes(pathname) });
  return isOpen ? <Outlet /> : <SignedInGate />;
}

/** Whoever has a bill may check it, and whoever is invited has no password yet. */
const OPEN_TO_ALL: readonly string[] = ["/verify", "/invitation"];

function SignedInGate() {
  const session = useSession();
  const signedIn = useMemo(() => session.data && signedInOf(session.data), [session.data]);
  const language = signedIn?.user.language;
  useEffect(() => {
    if (language !== undefined && !hasChosenLanguage()) void show(language);
  }, [language]);

  if (session.isError) {
    return (
      <Center mih="100vh" p="md">
        <ErrorState error={session.error} onRetry={() => void session.refetch()} />
      </Center>
    );
  }
  if (session.isPending) return <Waiting />;
  if (signedIn === undefined) return <Door />;
  writeAsAtSite(signedIn.site.locale);
  return (
    <SignedInContext value={signedIn}>
      <Suspense fallback={<Waiting />}>
        {session.data.ownPasswordWanted ? (
          <OwnPasswordPage />
        ) : session.data.secondFactorWanted ? (
          <SecondFactorPage />
        ) : (
          <Shell />
        )}
      </Suspense>
    </SignedInContext>
  );
}

function Door() {
  const setup = useQuery(read("GET /setup"));
  if (setup.isPending) return <Waiting />;
  return (
    <Suspense fallback={<Waiting />}>
      {setup.data?.needed ? <SetupPage /> : <SignInPage />}
    </Suspense>
  );
}

function Waiting() {
  return (
    <Center mih="100vh">
      <Loader role="status" aria-label="SmartPM" />
    </Center>
  );
}
