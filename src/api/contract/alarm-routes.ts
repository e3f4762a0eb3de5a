import { acknowledgement, alarm, alarmList, alarmQuery, shelving } from "./alarms.ts";
import {
  notificationRule,
  notificationRuleList,
  notificationRuleWanted,
} from "./notification-rules.ts";
import { byId, STAFF, TECHNICAL } from "./route-parts.ts";
import type { RouteContract } from "./route.ts";
import { noContent } from "./scalars.ts";

/** Alarms, and who is told of them. */
export const alarmRoutes = {
  listAlarms: {
    method: "GET",
    path: "/alarms",
    roles: STAFF,
    sites: "own-rows",
    summary: "Open alarms, or all of them.",
    query: alarmQuery,
    response: alarmList,
  },
  acknowledgeAlarm: {
    method: "POST",
    path: "/alarms/:id/acknowledge",
    roles: TECHNICAL,
    sites: { "params.id": "alarm" },
    summary: "Says that somebody sees to the alarm; again changes nothing.",
    params: byId,
    body: acknowledgement,
    response: alarm,
  },
  shelveAlarm: {
    method: "POST",
    path: "/alarms/:id/shelving",
    roles: TECHNICAL,
    sites: { "params.id": "alarm" },
    summary: "Puts an open alarm aside for some hours: no lamp, no mail.",
    params: byId,
    body: shelving,
    response: alarm,
  },
  unshelveAlarm: {
    method: "DELETE",
    path: "/alarms/:id/shelving",
    roles: TECHNICAL,
    sites: { "params.id": "alarm" },
    summary: "Takes an alarm back that was put aside.",
    params: byId,
    response: alarm,
  },
  listNotificationRules: {
    method: "GET",
    path: "/notification-rules",
    roles: STAFF,
    sites: "own-rows",
    summary: "Which alarms the signed-in user is told of by mail, and when.",
    response: notificationRuleList,
  },
  createNotificationRule: {
    method: "POST",
    path: "/notification-rules",
    roles: STAFF,
    sites: "own-rows",
    summary: "Adds a rule for the signed-in user.",
    body: notificationRuleWanted,
    status: 201,
    response: notificationRule,
  },
  changeNotificationRule: {
    method: "PATCH",
    path: "/notification-rules/:id",
    roles: STAFF,
    sites: "own-rows",
    summary: "Changes a rule of the signed-in user.",
    params: byId,
    body: notificationRuleWanted,
    response: notificationRule,
  },
  deleteNotificationRule: {
    method: "DELETE",
    path: "/notification-rules/:id",
    roles: STAFF,
    sites: "own-rows",
    summary: "Removes a rule of the signed-in user.",
    params: byId,
    status: 204,
    response: noContent,
  },
  testNotification: {
    method: "POST",
    path: "/notification-rules/test",
    roles: STAFF,
    sites: "own-rows",
    summary: "Sends a test mail to the signed-in user.",
    status: 204,
    response: noContent,
  },
} as const satisfies Readonly<Record<string, RouteContract>>;
