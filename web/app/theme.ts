import { createTheme, type MantineColorsTuple } from "@mantine/core";

/** The brand's teal, from light to dark; shade 7 meets 4.5:1 against white. */
const teal: MantineColorsTuple = [
  "#effcf9",
  "#d5f5ef",
  "#a8eadf",
  "#74dccd",
  "#48c9b8",
  "#23ad9d",
  "#128f82",
  "#0f766e",
  "#115e59",
  "#134e4a",
];

/** One colour per commodity, the same on every screen; never the only sign (a word stands beside). */
export const COMMODITY_COLOR = {
  electricity: "#c2700c",
  gas: "#7c5cc4",
  "cold-water": "#1d77b8",
  "hot-water": "#b83d7a",
  heat: "#c63a2b",
  cooling: "#0e8a9c",
} as const;

/** The design tokens: sizes for fingers, calm surfaces, one accent. */
export const theme = createTheme({
  primaryColor: "teal",
  // In both schemes the one that white words can be read on.
  primaryShade: 7,
  colors: { teal },
  fontFamily: "'Inter Variable', 'Noto Sans SC Variable', system-ui, sans-serif",
  fontFamilyMonospace: "ui-monospace, 'Cascadia Mono', 'DejaVu Sans Mono', monospace",
  headings: { fontWeight: "650" },
  defaultRadius: "md",
  cursorType: "pointer",
  // What closes is gone at once, and does not stand there for as long as it would have moved.
  respectReducedMotion: true,
  autoContrast: true,
  components: {
    Button: { defaultProps: { size: "md" } },
    TextInput: { defaultProps: { size: "md" } },
    PasswordInput: { defaultProps: { size: "md" } },
    Select: { defaultProps: { size: "md" } },
    MultiSelect: { defaultProps: { size: "md" } },
    Autocomplete: { defaultProps: { size: "md" } },
    TagsInput: { defaultProps: { size: "md" } },
    NumberInput: { defaultProps: { size: "md" } },
    Textarea: { defaultProps: { size: "md" } },
    FileInput: { defaultProps: { size: "md" } },
    Checkbox: { defaultProps: { size: "md" } },
    Radio: { defaultProps: { size: "md" } },
    Switch: { defaultProps: { size: "md" } },
    SegmentedControl: { defaultProps: { size: "md" } },
    // Help under the field: fields side by side stand on one line, whichever of them has help.
    InputWrapper: {
      defaultProps: { inputWrapperOrder: ["label", "input", "description", "error"] },
    },
    // Their heads are no banners of the page.
    DrawerHeader: { defaultProps: { role: "presentation" } },
    ModalHeader: { defaultProps: { role: "presentation" } },
    ActionIcon: { defaultProps: { size: 44 } },
    MenuItem: { defaultProps: { mih: 44 } },
  },
});
