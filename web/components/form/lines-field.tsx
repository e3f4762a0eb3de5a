import { Textarea, type TextareaProps } from "@mantine/core";

export interface LinesFieldProps extends Omit<TextareaProps, "value" | "onChange"> {
  readonly value?: readonly string[];
  readonly onChange?: (lines: string[]) => void;
}

/** Several lines as people write them: an address. Lines that stay empty are for `fullLines`. */
export function LinesField({ value, onChange, ...rest }: LinesFieldProps) {
  return (
    <Textarea
      autosize
      minRows={3}
      maxRows={8}
      {...rest}
      value={value?.join("\n") ?? ""}
      onChange={(event) => onChange?.(event.currentTarget.value.split("\n"))}
    />
  );
}

/** The lines that say something. */
export function fullLines(lines: readonly string[]): string[] {
  return lines.map((line) => line.trim()).filter((line) => line !== "");
}
