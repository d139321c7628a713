import { expect, test } from "vitest";
import { startSimulatedSite } from "../../../src/cli/simulated-site.js";
import { createOpenIdProvider } from "../../../src/simulator/sign-in/openid-provider.js";
import { choosePerson, createSignInBrowser, locationOf } from "../../support/sign-in-browser.js";

test("the demonstration's console lets its administrator in", async () => {
  const provider = await createOpenIdProvider();
  const { issuer } = await provider.start();
  const site = await startSimulatedSite({ signIn: issuer });
  try {
    const browser = createSignInBrowser();
    const begun = await browser.get(`${site.apiUrl}/console/sign-in`);
    const answer = await browser.get(await choosePerson(browser, locationOf(begun), "ines-marlowe"));
    expect(locationOf(answer)).toBe(`${site.apiUrl}/console`);
    const me = await browser.get(`${site.apiUrl}/api/v1/console/me`);
    expect(await me.json()).toMatchObject({ name: "Ines Marlowe", roles: ["administrator"] });
  } finally {
    await site.stop();
    await provider.stop();
  }
});
