import helmet from "@fastify/helmet";
import type { FastifyInstance } from "fastify";

/**
 * What browsers may do with our answers. Scripts come from our own files only; styles may be
 * inline because the component library writes them into the page. Nothing here demands HTTPS:
 * installations on a plain local network would lock themselves out.
 */
export async function registerSecurityHeaders(app: FastifyInstance): Promise<void> {
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
        baseUri: ["'self'"],
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
}
