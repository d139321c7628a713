import type { FastifyReply, FastifyRequest } from "fastify";

/** A cookie of the console. */
export interface ConsoleCookie {
  read(request: FastifyRequest): string | undefined;
  /** Until the browser closes; the session's own end is kept on the server. */
  set(reply: FastifyReply, value: string): void;
  clear(reply: FastifyReply): void;
}

/**
 * A cookie that belongs to this host alone, and that no script can read.
 *
 * Under HTTPS its name carries `__Host-`, so that no neighbouring host and no plain-HTTP answer can set it. `Lax` is for
 * the cookie of a sign-in under way: the provider leads the browser back from another site.
 */
export function consoleCookie(
  name: "cpis-console" | "cpis-console-sign-in",
  origin: string,
  sameSite: "Strict" | "Lax",
): ConsoleCookie {
  const isSecure = origin.startsWith("https:");
  const fullName = isSecure ? `__Host-${name}` : name;
  const attributes = `; Path=/; HttpOnly; SameSite=${sameSite}${isSecure ? "; Secure" : ""}`;
  return {
    read: ({ headers }) => valueOf(headers.cookie, fullName),
    set(reply, value) {
      reply.header("set-cookie", `${fullName}=${value}${attributes}`);
    },
    clear(reply) {
      reply.header("set-cookie", `${fullName}=; Max-Age=0${attributes}`);
    },
  };
}

// Twice the same name is somebody else's doing: then neither is believed.
function valueOf(header: string | undefined, name: string): string | undefined {
  const values = (header ?? "")
    .split(";")
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1));
  const [value] = values;
  return values.length === 1 && value !== "" ? value : undefined;
}
