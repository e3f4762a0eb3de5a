import { useTranslation } from "react-i18next";
import { partsOfQuantity } from "#domain/metering/quantity.ts";
import type en from "#web/i18n/en.json";

type Known = keyof typeof en.quantity;

/** What a quantity of a meter model is called; its own name where we have no word for it. */
export function useQuantityName(): (quantity: string) => string {
  const { t, i18n } = useTranslation();
  return (quantity) => {
    if (isKnown(quantity)) return t(`quantity.${quantity}`);
    const [whole, part] = partsOfQuantity(quantity);
    return isKnown(whole) ? `${t(`quantity.${whole}`)} ${part ?? ""}`.trim() : quantity;
  };

  function isKnown(quantity: string): quantity is Known {
    return i18n.exists(`quantity.${quantity}`);
  }
}
