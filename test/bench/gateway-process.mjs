// The gateway of the benchmark, alone in its process so that its processor time is its own.
import { createGateway } from "../../dist/src/gateway/create-gateway.js";

process.once("message", async (plan) => {
  const gateway = await createGateway(plan);
  process.send(await gateway.start());
  process.on("message", async (message) => {
    if (message === "cpu") process.send(process.cpuUsage());
    if (message === "stop") {
      await gateway.stop();
      process.exit(0);
    }
  });
});
