/** Text with everything that HTML would read as markup made harmless. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

/** A paragraph that keeps its line breaks. */
export function htmlParagraph(text: string): string {
  return `<p style="margin:0 0 14px">${escapeHtml(text).replaceAll("\n", "<br>")}</p>`;
}

/** The HTML part of a mail; `body` is markup. Styles stand inline, since mail programs drop others. */
export function htmlPage(page: {
  readonly language: string;
  readonly title: string;
  readonly body: string;
}): string {
  return `<!doctype html>
<html lang="${escapeHtml(page.language)}">
<head><meta charset="utf-8"><title>${escapeHtml(page.title)}</title></head>
<body style="margin:0;padding:24px;background:#f3f6f8;color:#1c2530;font:15px/1.5 system-ui,sans-serif">
<div style="max-width:560px;margin:auto;padding:28px;background:#fff;border-top:3px solid #0f5c66">
${page.body}
</div>
</body>
</html>
`;
}
