/** Where mails are handed over, and in whose name. */
export interface MailServer {
  readonly host: string;
  readonly port: number;
  /**
   * TLS from the first byte; else STARTTLS where it is offered, and always before a password. To
   * a server on this machine itself neither is needed, so no STARTTLS is asked for.
   */
  readonly secure: boolean;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  /** The sender: `Harbour Estate <billing@example.com>`. */
  readonly from: string;
}
