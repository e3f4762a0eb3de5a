import { audited } from "#api/audited.ts";
import type { MailSettings, MailSettingsAsked } from "#api/contract/mail-settings.ts";
import type { ApiContext, Endpoint } from "#api/endpoint.ts";
import { ProblemError } from "#api/problem.ts";
import { readMailServer, storeMailServer, tryMailServer } from "#jobs/mail-settings.ts";

export const readMailSettings: Endpoint<"readMailSettings"> = async (context) => shown(context);

export const changeMailSettings: Endpoint<"changeMailSettings"> = async (
  context,
  { body, caller },
) => {
  if (context.configuredMail) {
    throw new ProblemError(
      "not-possible",
      "the mail server is set by the configuration file or the environment: change it there",
    );
  }
  const { box } = context;
  await audited(context, caller, async (tx) => {
    const { password: _password, ...before } = (await readMailServer(tx, box)) ?? {};
    const { password, ...after } = body;
    await storeMailServer(tx, { ...after, ...(password !== null && { password }), box });
    const changedPassword = password !== null;
    return {
      note: {
        action: "setting.mail",
        subject: "setting mail",
        before,
        after: { ...after, changedPassword },
      },
      answer: undefined,
    };
  });
  return shown(context);
};

/** With the password that is stored where none was entered anew. */
export const testMailSettings: Endpoint<"testMailSettings"> = async (context, { body }) => {
  const { database, box, clock } = context;
  const password = await passwordOf(body.settings);
  const { settings, recipient } = body;
  const { password: _entered, user, ...server } = settings;
  const reason = await tryMailServer(
    { ...server, ...(user !== "" && { user }), ...(password !== undefined && { password }) },
    { recipient, clock },
  );
  return { accepted: reason === undefined, reason: reason ?? null };

  async function passwordOf({ password: entered }: MailSettingsAsked): Promise<string | undefined> {
    if (entered !== null) return entered === "" ? undefined : entered;
    return (await readMailServer(database, box))?.password;
  }
};

const NONE: MailSettings = {
  source: "none",
  host: "",
  port: 587,
  secure: false,
  user: "",
  hasPassword: false,
  from: "",
};

async function shown({ database, box, configuredMail }: ApiContext): Promise<MailSettings> {
  const server = configuredMail ?? (await readMailServer(database, box));
  if (!server) return NONE;
  const { host, port, secure, user = "", password, from } = server;
  const source = configuredMail ? "configuration" : "settings";
  return { source, host, port, secure, user, hasPassword: password !== undefined, from };
}
