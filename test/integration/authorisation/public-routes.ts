/** Routes that ask for no token and no session, each with the reason. Whatever is not here is in the document, or refuses. */
export const publicRoutes: Readonly<Record<string, string>> = {
  "GET /health": "for whoever runs the gateway; nothing in it is about anybody",
  "GET /health/live": "for the machine that starts the gateway again",
  "GET /health/ready": "for the proxy that leads requests here",
  "GET /metrics": "for this machine only: kept from whoever comes from elsewhere or through a proxy",
  "GET /openapi.json": "the description of the API; it is published with the package",
  "OPTIONS *": "a browser asks it before it sends a token; it answers origins and methods only",
  "GET /console/sign-in": "where somebody who is not signed in begins; it leads to the sign-in service",
  "GET /console/callback": "where that service leads back; the answer is bound to the browser that began",
  "GET /console/role": "the choice of a job, for the browser that has just signed in",
  "POST /console/role": "the same, made",
  "GET /embed/banner":
    "the empty banner page: it holds nothing until its host gives it a token and a patient",
  "GET /embed/sign-in": "where somebody begins to sign in on a banner page; it leads to the sign-in service",
  "GET /embed/signed-in": "the empty page that hands the code on to the page that asked for it",
  "POST /embed/sign-in/session":
    "changes a code of a minute, used once, for a session; only the page that asked can",
  "GET /embed/:file": "the browser scripts of this version, which are published with the package",
  "GET /embed/launch": "a signed and sealed link, used up by the first request; the link is the proof",
  "POST /embed/launch": "the same, posted into a frame",
  "POST /embed/launches": "the same, for a system that opens the page itself",
  "GET /embed/launched": "the empty page of a launch; what it may see comes with its code",
  "POST /embed/session":
    "changes a code of a minute, used once, for the session of its launch; the code is the proof",
  "GET /console": "the empty page of the console, the same for everybody; what it shows comes with a session",
  "GET /console/scripts/:file": "the console's scripts of this version, which are published with the package",
};
