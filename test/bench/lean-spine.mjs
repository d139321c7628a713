// The national side reduced to what a benchmark of the gateway needs: mutual TLS both ways, a 202 at once, the reply on
// a connection of its own. It checks nothing, so that its own cost does not hide the gateway's.
import { createServer } from "node:https";
import { Agent, request } from "undici";

const service = "urn:nhs:names:services:cpisquery";

/** `replies(messageId, nhsNumber)` gives `{ action, hl7 }`; `buildMessage` is the product's own ebXML builder. */
export async function createLeanSpine({ identity, authorityPem, parties, replies, buildMessage, keepAlive }) {
  let target;
  const options = {
    connect: {
      key: identity.key,
      cert: identity.certificate,
      ca: authorityPem,
      servername: "gateway.simulator",
    },
    connections: keepAlive ? 32 : null,
    pipelining: keepAlive ? 1 : 0,
  };
  const agent = new Agent(options);
  const server = createServer(
    {
      key: identity.key,
      cert: identity.certificate,
      ca: authorityPem,
      requestCert: true,
      rejectUnauthorized: true,
    },
    (incoming, outgoing) => {
      const chunks = [];
      incoming.on("data", (chunk) => chunks.push(chunk));
      incoming.on("end", () => {
        const text = Buffer.concat(chunks).toString("latin1");
        outgoing.writeHead(202, { "content-length": "0" }).end();
        void reply({
          messageId: /<eb:MessageId>([^<]+)</.exec(text)[1],
          conversationId: /<eb:ConversationId>([^<]+)</.exec(text)[1],
          nhsNumber: /<value extension="([0-9]{10})"/.exec(text)[1],
        });
      });
    },
  );
  async function reply({ messageId, conversationId, nhsNumber }) {
    const { action, hl7 } = replies(messageId, nhsNumber);
    const own = crypto.randomUUID().toUpperCase();
    const message = buildMessage({
      header: {
        fromPartyKey: parties.spinePartyKey,
        toPartyKey: parties.gatewayPartyKey,
        cpaId: parties.replyCpaId,
        conversationId,
        service,
        action,
        messageId: own,
        timestamp: `${new Date().toISOString().slice(0, 19)}Z`,
        refToMessageId: messageId,
        duplicateElimination: false,
        syncReply: true,
      },
      hl7,
      boundary: "--=_MIME-Boundary",
    });
    const { statusCode, body } = await request(target, {
      method: "POST",
      path: "/",
      headers: { "content-type": message.contentType, soapaction: message.soapAction },
      body: message.body,
      reset: !keepAlive,
      dispatcher: agent,
    });
    await body.dump();
    if (statusCode >= 300) throw new Error(`the gateway answered ${statusCode} to a reply`);
  }
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    endpoint: `https://127.0.0.1:${server.address().port}/reliablemessaging/queryrequest`,
    set target(url) {
      target = url;
    },
    async stop() {
      await agent.close();
      server.closeAllConnections();
      server.close();
    },
  };
}
