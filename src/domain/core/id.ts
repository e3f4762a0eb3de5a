/** Branded identifiers: a tenant's id does not pass where a lease's is asked. */
type Brand<Name extends string> = number & { readonly __id: Name };

export type OrganisationId = Brand<"organisation">;
export type SiteId = Brand<"site">;
export type SpaceId = Brand<"space">;
export type ServicePointId = Brand<"service-point">;
export type ChannelId = Brand<"channel">;
export type LineId = Brand<"line">;
export type MeterId = Brand<"meter">;
export type TariffId = Brand<"tariff">;
export type TariffVersionId = Brand<"tariff-version">;
export type TenantId = Brand<"tenant">;
export type LeaseId = Brand<"lease">;
export type LeaseTermId = Brand<"lease-term">;
export type LeaseAddOnId = Brand<"lease-add-on">;
export type TaxExemptionId = Brand<"tax-exemption">;
export type PriceSeriesId = Brand<"price-series">;
export type TariffEventId = Brand<"tariff-event">;
export type BillId = Brand<"bill">;
export type BillRunId = Brand<"bill-run">;
export type AlarmId = Brand<"alarm">;
export type BalanceZoneId = Brand<"balance-zone">;
export type UserId = Brand<"user">;
export type MailId = Brand<"mail">;

/**
 * Gives a number read from the database or a request its brand. The caller states that the
 * number names a row of that kind; nothing else in the code casts to an id.
 */
export function asId<Id extends number>(value: number): Id {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`not an id: ${value}`);
  return value as Id;
}
