/**
 * The browser's formatters, each made once: making one reads the tables of a language and takes a
 * hundred times as long as writing a figure with it, which a list does thousands of times.
 */

const kept = new Map<string, unknown>();

/** The formatter of `kind` for these, made where it is first asked for. */
function keep<Format>(
  kind: string,
  { locale, options }: { readonly locale: string; readonly options: object },
  make: () => Format,
): Format {
  const key = `${kind} ${locale} ${JSON.stringify(options)}`;
  // Guaranteed by the key, which begins with the one kind that `make` makes.
  const found = kept.get(key) as Format | undefined;
  if (found !== undefined) return found;
  const made = make();
  kept.set(key, made);
  return made;
}

export function numberFormat(
  locale: string,
  options: Intl.NumberFormatOptions = {},
): Intl.NumberFormat {
  return keep("number", { locale, options }, () => new Intl.NumberFormat(locale, options));
}

export function dateFormat(
  locale: string,
  options: Intl.DateTimeFormatOptions,
): Intl.DateTimeFormat {
  return keep("date", { locale, options }, () => new Intl.DateTimeFormat(locale, options));
}

export function ageFormat(
  locale: string,
  options: Intl.RelativeTimeFormatOptions,
): Intl.RelativeTimeFormat {
  return keep("age", { locale, options }, () => new Intl.RelativeTimeFormat(locale, options));
}
