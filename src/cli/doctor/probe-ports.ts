import { get as getHttp } from "node:http";
import { get as getHttps } from "node:https";
import type { GatewayPlan } from "../../config/plan.js";
import { fail, ok, type Finding } from "./finding.js";
import { portFault } from "./probe-network.js";

/** Whether the ports can be taken, or this gateway itself has them already. */
export async function probePorts(plan: GatewayPlan): Promise<readonly Finding[]> {
  const { http, spine } = plan;
  const runs = await answersAsGateway(plan);
  const wanted = [
    { check: "http.port", host: http.host, port: http.port },
    ...(spine === undefined
      ? []
      : [{ check: "spine.listener.port", host: spine.listener.host, port: spine.listener.port }]),
  ];
  return Promise.all(wanted.map((each) => probePort(each, runs)));
}

async function probePort(
  { check, host, port }: { readonly check: string; readonly host: string; readonly port: number },
  runs: boolean,
): Promise<Finding> {
  if (port === 0) return ok(check, "Any free port is taken.");
  const fault = await portFault(host, port);
  const place = `${host} port ${String(port)}`;
  if (fault === undefined && !runs) return ok(check, `${place} is free.`);
  if (fault === undefined) {
    return fail(
      check,
      `A gateway answers pages here, and ${place} is free: it runs with another configuration.`,
      "Restart the gateway, so that it runs what is configured.",
    );
  }
  if (fault === "EADDRINUSE" && runs) return ok(check, `${place} is in use, and a gateway runs here.`);
  const remedy =
    fault === "EADDRINUSE"
      ? "Stop the other program, or choose another port."
      : fault === "EACCES"
        ? "Choose a port above 1023, or allow the service to bind it."
        : "Use an address that this machine has.";
  return fail(check, `${place} cannot be used (${fault}).`, remedy);
}

const answerMs = 3_000;

// Whoever answers is asked nothing secret, so its certificate need not be believed.
function answersAsGateway({ http }: GatewayPlan): Promise<boolean> {
  if (http.port === 0) return Promise.resolve(false);
  const host = http.host === "0.0.0.0" ? "127.0.0.1" : http.host === "::" ? "::1" : http.host;
  const options = { host, port: http.port, path: "/health/live", agent: false, timeout: answerMs };
  return new Promise((resolve) => {
    const request =
      http.tls === undefined ? getHttp(options) : getHttps({ ...options, rejectUnauthorized: false });
    request.once("response", (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (part: string) => (text = `${text}${part}`.slice(0, 200)));
      response.once("close", () => {
        resolve(response.statusCode === 200 && text.includes('"status":"live"'));
      });
    });
    request.once("timeout", () => request.destroy());
    request.once("error", () => {
      resolve(false);
    });
  });
}
