import { type UseFormReturnType, useForm } from "@mantine/form";
import { type UseMutationResult, useMutation, useQueryClient } from "@tanstack/react-query";
import type { FaultOnWire } from "#api/contract/problem.ts";
import { CallError, type ReadAddress } from "#web/api/call.ts";
import { faultWords, serverWords } from "#web/i18n/server-words.ts";

type Values = Readonly<Record<string, unknown>>;
type Rules<V> = { readonly [Field in keyof V]?: (value: V[Field], values: V) => string | null };

export interface EntryOptions<V extends Values, Answer> {
  readonly initialValues: V;
  /** What can be told without asking the server, in the reader's words; see `useRules`. */
  readonly rules?: Rules<V>;
  /** Sends what was entered. Faults of the answer are shown at the fields that they name. */
  readonly send: (values: V) => Promise<Answer>;
  /** What shows the thing that was changed: these addresses are read anew. */
  readonly renews: readonly ReadAddress[];
  readonly onSaved?: (answer: Answer, values: V) => void;
}

/** Something that a person enters: its fields, its way to the server, what was wrong with it. */
export interface Entry<V extends Values, Answer> {
  readonly form: UseFormReturnType<V>;
  readonly saving: UseMutationResult<Answer, Error, V>;
  /** Whether all that the server found wrong stands at fields, as long as these are wrong. */
  readonly isToldAtFields: boolean;
  /** Faults that belong to no field of the form. */
  readonly otherFaults: readonly FaultOnWire[];
  readonly submit: ReturnType<UseFormReturnType<V>["onSubmit"]>;
}

/**
 * A form whose errors stand at their fields, whoever found them: the rules here before sending, or
 * the server after it (`body.emails.0` belongs to `emails`). The first wrong field gets the focus.
 */
export function useEntry<V extends Values, Answer>(
  options: EntryOptions<V, Answer>,
): Entry<V, Answer> {
  const client = useQueryClient();
  const form = useForm<V>({
    initialValues: options.initialValues,
    ...(options.rules && { validate: asValidation<V>(options.rules) }),
  });
  const saving = useMutation<Answer, Error, V>({
    mutationFn: options.send,
    async onSuccess(answer, values) {
      await client.invalidateQueries({
        predicate: ({ queryKey }) => options.renews.some((address) => address === queryKey[0]),
      });
      options.onSaved?.(answer, values);
    },
    onError(error) {
      const errors = Object.fromEntries(
        faultsOf(error).flatMap((fault) => {
          const field = fieldOf(fault, form.getValues());
          return field === undefined ? [] : [[field, wordsOf(fault)]];
        }),
      );
      form.setErrors(errors);
      focusFirst(errors);
    },
  });
  const faults = faultsOf(saving.error);
  const otherFaults = faults.filter((fault) => fieldOf(fault, form.getValues()) === undefined);
  return {
    form,
    saving,
    isToldAtFields: faults.length > 0 && otherFaults.length === 0,
    otherFaults,
    submit: form.onSubmit((values) => saving.mutate(values), focusFirst),
  };
}

/** Guaranteed by `Rules`: one function for a field, which is what the form library asks for. */
function asValidation<V extends Values>(rules: Rules<V>) {
  return rules as NonNullable<Parameters<typeof useForm<V>>[0]>["validate"] & object;
}

function faultsOf(error: unknown): readonly FaultOnWire[] {
  return error instanceof CallError ? error.faults : [];
}

/** What is wrong and what would be right, as one text; of a long text, in which line. */
export function wordsOf(fault: FaultOnWire): string {
  const [, place] = splitSubject(fault.subject);
  return `${place === undefined ? "" : `${serverWords(place)}: `}${faultWords(fault)}`;
}

/** `body.text, line 2` is the second line of the field `text`. */
function splitSubject(subject: string): readonly [path: string, place?: string] {
  if (!subject.startsWith("body.")) return [subject];
  const [path = "", ...place] = subject.slice("body.".length).split(", ");
  return place.length === 0 ? [path] : [path, place.join(", ")];
}

/** The field that a fault is about; of a list the list itself, where its rows are no fields. */
function fieldOf({ subject }: FaultOnWire, values: Values): string | undefined {
  const [place] = splitSubject(subject);
  const path = place.split(".");
  const [field = ""] = path;
  if (!Object.hasOwn(values, field)) return undefined;
  const rows = values[field];
  const rowsAreFields = Array.isArray(rows) && typeof rows[0] === "object" && path.length > 2;
  return rowsAreFields ? path.join(".") : field;
}

function focusFirst(errors: Readonly<Record<string, unknown>>): void {
  const [field] = Object.keys(errors);
  if (field === undefined) return;
  document.querySelector<HTMLElement>(`[data-path="${CSS.escape(field)}"]`)?.focus();
}
