async function read(path, options) {
  const response = await fetch(path, options);
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return response.json();
}

/** What this hospital's page must know: the gateway, the users, and today's patients. */
export async function loadSite() {
  const [settings, patients] = await Promise.all([read("/demo/site"), read("/demo/patients")]);
  return { ...settings, patients };
}

/** A short-lived token for a user, from the hospital's own server. It is held in memory only, never in an address. */
export async function fetchToken(userId) {
  const body = JSON.stringify({ userId });
  const { token } = await read("/demo/token", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
  });
  return token;
}
