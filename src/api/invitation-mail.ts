/** What an invitation says, in the language of whom it invites. */
export function invitationMail({
  language,
  link,
  organisation,
  days,
}: {
  readonly language: string;
  readonly link: string;
  readonly organisation: string;
  readonly days: number;
}): { readonly subject: string; readonly body: string } {
  switch (language) {
    case "zh":
      return {
        subject: `${organisation}：SmartPM 邀请`,
        body: `您已受邀使用 ${organisation} 的 SmartPM。请打开以下链接设置您的密码：\n\n${link}\n\n链接仅可使用一次，${days} 天后失效。如非您本人预期，请忽略此邮件。\n`,
      };
    case "de":
      return {
        subject: `${organisation}: Einladung zu SmartPM`,
        body: `Sie sind zu SmartPM von ${organisation} eingeladen. Öffnen Sie diesen Link und wählen Sie Ihr Passwort:\n\n${link}\n\nEr gilt einmal und ${days} Tage lang. Wenn Sie ihn nicht erwarten, tun Sie nichts.\n`,
      };
    default:
      return {
        subject: `${organisation}: an invitation to SmartPM`,
        body: `You are invited to SmartPM of ${organisation}. Open this link and choose your password:\n\n${link}\n\nIt works once, and for ${days} days. If you did not expect it, do nothing.\n`,
      };
  }
}
