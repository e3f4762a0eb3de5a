import swagger from "@fastify/swagger";
import type { FastifyInstance } from "fastify";
import { jsonSchemaTransform } from "fastify-type-provider-zod";

/** Derives the OpenAPI 3.1 document from the contract; must come before the routes. */
export async function registerOpenApi(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "SmartPM",
        version: "1",
        description:
          "Sub-metering and tenant billing. Exact figures are decimal text, money is whole minor " +
          "units as text, instants are ISO 8601 in UTC, days are local days of the site.",
        license: { name: "Apache-2.0", identifier: "Apache-2.0" },
      },
      components: {
        securitySchemes: {
          token: {
            type: "http",
            scheme: "bearer",
            description: "A token of My account: spm_ and 43 letters.",
          },
          session: { type: "apiKey", in: "cookie", name: "smartpm_session" },
        },
      },
    },
    transform: jsonSchemaTransform,
  });
}
