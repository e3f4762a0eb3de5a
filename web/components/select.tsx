import { type Primitive, Select as WholeSelect, type SelectProps } from "@mantine/core";
import { useState } from "react";

/**
 * A choice from a list. Its list is made when the field is first come to, by key, pointer or finger:
 * made with the page, each such list is drawn, placed and measured there without anybody seeing it.
 */
export function Select<Value extends Primitive = string>({
  comboboxProps,
  onFocus,
  ...props
}: SelectProps<Value>) {
  const [isUsed, setIsUsed] = useState(false);
  return (
    <WholeSelect
      {...props}
      onFocus={(event) => {
        setIsUsed(true);
        onFocus?.(event);
      }}
      comboboxProps={{ keepMounted: isUsed, ...comboboxProps }}
    />
  );
}
