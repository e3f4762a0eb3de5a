/** What became of one attempt to hand a mail to a mail server. */
export type SendOutcome =
  /** The server has taken it and is responsible from here. */
  | { readonly kind: "accepted" }
  /** The server does not want this mail, now or later. */
  | { readonly kind: "refused"; readonly reason: string }
  /** Certainly not taken, perhaps later: a greylisting server, a full mailbox. */
  | { readonly kind: "postponed"; readonly reason: string }
  /** Certainly not taken, and the next mail would fare no better: no server, a wrong password. */
  | { readonly kind: "unreachable"; readonly reason: string }
  /** The whole mail went out and no answer came: taken or not, nobody knows. */
  | { readonly kind: "uncertain"; readonly reason: string };

/** What is known when an attempt ends with an error. */
export interface SendError {
  readonly reason: string;
  /** Of the server's answer, where it gave one: 550. */
  readonly responseCode?: number | undefined;
  /** What the server answered to: `RCPT TO`, `DATA`. */
  readonly command?: string | undefined;
  /** Whether the mail itself cannot be sent to this server: too large, no address. */
  readonly impossible?: boolean;
  /** Whether the mail went out to its end, so that the server may have taken it. */
  readonly handedOver: boolean;
}

/** Commands that are about this mail; all before them are about us. */
const COMMANDS_OF_ONE_MAIL = ["RCPT TO", "DATA"];

/** The mail is larger than the server takes (RFC 1870): about the mail at any command. */
const TOO_LARGE = 552;

/**
 * Judges an error by the server's answer: 4xx may pass, 5xx stays (RFC 5321, 4.2.1). An answer to
 * an earlier command, such as a wrong password, says nothing against the mail.
 */
export function outcomeOf(error: SendError): SendOutcome {
  const { reason, responseCode, command = "", handedOver } = error;
  if (responseCode === undefined) {
    if (handedOver) return { kind: "uncertain", reason };
    return { kind: error.impossible ? "refused" : "unreachable", reason };
  }
  if (responseCode === TOO_LARGE) return { kind: "refused", reason };
  if (!COMMANDS_OF_ONE_MAIL.includes(command)) return { kind: "unreachable", reason };
  return { kind: responseCode >= 500 ? "refused" : "postponed", reason };
}
