import { Chip, Group, Input } from "@mantine/core";

interface ChipField {
  readonly value?: string[];
  readonly onChange?: (value: string[]) => void;
  readonly error?: string;
}

/** Some of a few words, each pressed or not. */
export function Chips({
  label,
  chips,
  field,
}: {
  label: string;
  chips: readonly { readonly value: string; readonly word: string }[];
  field: ChipField;
}) {
  return (
    <Input.Wrapper label={label} error={field.error} role="group" aria-label={label}>
      <Chip.Group
        multiple
        {...(field.value && { value: field.value })}
        {...(field.onChange && { onChange: field.onChange })}
      >
        <Group gap="xs" mt={4}>
          {chips.map(({ value, word }) => (
            <Chip key={value} value={value} size="lg">
              {word}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
    </Input.Wrapper>
  );
}
