import type { KeptService } from "./keeper.ts";
import { currentFolder } from "./release.ts";

const FIRST_FREE_PORT = 1024;

/** The unit by which systemd keeps the service of a machine or, as its user's, of an account. */
export function unitText(service: KeptService): string {
  const { places } = service;
  const isMachine = places.scope === "machine";
  return `# Made by ./smartpm install, and made anew by every ./smartpm upgrade: what is changed here is lost.
# Put changes of your own into a drop-in: systemctl edit smartpm.
[Unit]
Description=SmartPM: reads meters and bills tenants
${isMachine ? "Wants=network-online.target\nAfter=network-online.target time-sync.target\n" : ""}# It never gives up: a full disk or a missing network is put right some day.
StartLimitIntervalSec=0

[Service]
Type=exec
ExecStart=${quoted(`${currentFolder(places.program)}/smartpm`)} start
Environment=${quoted(`SMARTPM_DATA=${places.data}`)}
Restart=on-failure
RestartSec=5
# The database is stopped by SmartPM, in order, and not by systemd beside it.
KillMode=mixed
TimeoutStopSec=90
UMask=0077
LimitNOFILE=65536
NoNewPrivileges=yes
LockPersonality=yes
RestrictRealtime=yes
SystemCallArchitectures=native
${isMachine ? hardening(service) : ""}
[Install]
WantedBy=${isMachine ? "multi-user.target" : "default.target"}
`;
}

/** What only systemd of the machine can take away from a service. */
function hardening({ account, places, port }: KeptService): string {
  const isHome = /^\/(home|root|run\/user)\//.test(`${places.data}/`);
  const low = port > 0 && port < FIRST_FREE_PORT;
  return `User=${account.name}
Environment=${quoted(`HOME=${places.data}`)}
# Not strict: backups may go to any mounted disk that the account may write to.
ProtectSystem=full
${isHome ? "" : "ProtectHome=yes\n"}PrivateTmp=yes
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectProc=invisible
RestrictNamespaces=yes
RestrictSUIDSGID=yes
RemoveIPC=yes
# Netlink tells the addresses of this machine.
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
SystemCallFilter=@system-service
SystemCallErrorNumber=EPERM
CapabilityBoundingSet=${low ? "CAP_NET_BIND_SERVICE" : ""}
AmbientCapabilities=${low ? "CAP_NET_BIND_SERVICE" : ""}
# No device but those by which meters are read.
DevicePolicy=closed
DeviceAllow=char-ttyS rw
DeviceAllow=char-ttyUSB rw
DeviceAllow=char-ttyACM rw
DeviceAllow=char-ttyAMA rw
`;
}

/** As systemd reads a word: in quotes, with its own signs doubled. */
function quoted(text: string): string {
  return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("%", "%%")}"`;
}
