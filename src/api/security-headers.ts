import helmet from "@fastify/helmet";
import type { FastifyInstance } from "fastify";

/** A year, as ASVS 3.4.1 asks for. */
const STRICT_TRANSPORT = "max-age=31536000; includeSubDomains";

/**
 * What browsers may do with our answers. Scripts come from our own files only; styles may be
 * inline because the component library writes them into the page. Only where the page came over HTTPS
 * is more of it demanded, and not with a certificate of our own making: browsers that warn of one
 * would let nobody in any more.
 */
export async function registerSecurityHeaders(
  app: FastifyInstance,
  { isSelfMade }: { readonly isSelfMade: boolean },
): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", "data:", "blob:"],
        fontSrc: ["'self'", "data:"],
        connectSrc: ["'self'"],
        workerSrc: ["'self'", "blob:"],
        // The signed PDF of a bill is shown in a frame.
        frameSrc: ["'self'", "blob:"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'self'"],
      },
    },
    hsts: false,
    // Browsers ignore these two, with a warning, where the page came over plain HTTP.
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
    referrerPolicy: { policy: "same-origin" },
  });
  app.addHook("onSend", async (request, reply) => {
    if (request.protocol !== "https") return;
    reply.header("cross-origin-opener-policy", "same-origin");
    if (!isSelfMade) reply.header("strict-transport-security", STRICT_TRANSPORT);
  });
}
