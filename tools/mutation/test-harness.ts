/**
 * Stands in for `node:test` while mutants are tried: tests are only noted when their file is loaded,
 * so that some of them can be run in this very process, and the first failure ends the run.
 */
type Body = (context: TestContext) => unknown;

interface TestContext {
  diagnostic(message: string): void;
  after(hook: () => unknown): void;
}

export interface NotedTest {
  readonly name: string;
  readonly body: Body;
}

/** Since the last `takeNoted`. */
let noted: NotedTest[] = [];

/** The tests of the file that was loaded last. */
export function takeNoted(): readonly NotedTest[] {
  const taken = noted;
  noted = [];
  return taken;
}

/** Notes a test; options between name and body change nothing here. */
export function test(name: string, ...rest: readonly unknown[]): void {
  const body = rest.at(-1);
  if (typeof body === "function") noted.push({ name, body: asBody(body) });
}

/** Guarantee: the last argument of `test` is its body. */
function asBody(body: object): Body {
  return body as Body;
}

/** Runs a test; rejects or throws as its body does. */
export async function runNoted({ body }: NotedTest): Promise<void> {
  const hooks: (() => unknown)[] = [];
  try {
    await body({ diagnostic: () => undefined, after: (hook) => hooks.push(hook) });
  } finally {
    for (const hook of hooks) await hook();
  }
}
