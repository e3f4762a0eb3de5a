import { apiTokenList } from "./api-tokens.ts";
import { mailSettings, mailSettingsAsked, mailTest, mailTestAsked } from "./mail-settings.ts";
import { created } from "./property.ts";
import { ADMINISTRATOR, byId } from "./route-parts.ts";
import type { RouteContract } from "./route.ts";
import { noContent } from "./scalars.ts";
import { session } from "./session.ts";
import { systemState } from "./system.ts";
import {
  invitation,
  invitationAccepted,
  passwordChange,
  userAsked,
  userChange,
  userList,
} from "./users.ts";

/** Users, the mail server, and the machinery. */
export const administrationRoutes = {
  listUsers: {
    method: "GET",
    path: "/users",
    roles: ADMINISTRATOR,
    sites: "all",
    summary: "Everybody who may sign in, or could once.",
    response: userList,
  },
  createUser: {
    method: "POST",
    path: "/users",
    roles: ADMINISTRATOR,
    sites: "all",
    summary: "Adds a user with a first password.",
    body: userAsked,
    status: 201,
    response: created,
  },
  changeUser: {
    method: "PATCH",
    path: "/users/:id",
    roles: ADMINISTRATOR,
    sites: "all",
    summary: "Changes a user; one that is disabled is signed out and cannot sign in.",
    params: byId,
    body: userChange,
    response: created,
  },
  inviteUser: {
    method: "POST",
    path: "/users/:id/invitation",
    roles: ADMINISTRATOR,
    sites: "all",
    summary: "Mails a link by which the user sets a password; it works once, for a week.",
    params: byId,
    response: invitation,
  },
  acceptInvitation: {
    method: "POST",
    path: "/invitation",
    roles: "anyone",
    sites: "none",
    summary: "Sets the password of an invited user, and signs in who has no second factor.",
    body: invitationAccepted,
    response: session,
  },
  resetPassword: {
    method: "POST",
    path: "/users/:id/password",
    roles: ADMINISTRATOR,
    sites: "all",
    summary: "Gives a user a new password and signs it out everywhere.",
    params: byId,
    body: passwordChange,
    status: 204,
    response: noContent,
  },
  resetSecondFactor: {
    method: "DELETE",
    path: "/users/:id/second-factor",
    roles: ADMINISTRATOR,
    sites: "all",
    summary: "Lets a user who lost the authenticator app sign in without it, and signs it out.",
    params: byId,
    status: 204,
    response: noContent,
  },
  readSystem: {
    method: "GET",
    path: "/system",
    roles: ADMINISTRATOR,
    sites: "all",
    summary:
      "How the machinery fares: versions, disks, database, backups, jobs, mails, collectors.",
    response: systemState,
  },
  listTokens: {
    method: "GET",
    path: "/tokens",
    roles: ADMINISTRATOR,
    sites: "all",
    summary: "The tokens of all programs.",
    response: apiTokenList,
  },
  revokeToken: {
    method: "DELETE",
    path: "/tokens/:id",
    roles: ADMINISTRATOR,
    sites: "all",
    summary: "Revokes a token, whoever made it.",
    params: byId,
    status: 204,
    response: noContent,
  },
  readMailSettings: {
    method: "GET",
    path: "/settings/mail",
    roles: ADMINISTRATOR,
    sites: "all",
    summary: "Where mails are handed over, without the password.",
    response: mailSettings,
  },
  changeMailSettings: {
    method: "PATCH",
    path: "/settings/mail",
    roles: ADMINISTRATOR,
    sites: "all",
    summary: "Hands mails over there from now on; the password is sealed.",
    body: mailSettingsAsked,
    response: mailSettings,
  },
  testMailSettings: {
    method: "POST",
    path: "/settings/mail/test",
    roles: ADMINISTRATOR,
    sites: "all",
    summary: "Sends a mail by what was entered, and tells what the server said.",
    body: mailTestAsked,
    response: mailTest,
  },
} as const satisfies Readonly<Record<string, RouteContract>>;
