import type { SignInPerson } from "./sign-in-people.js";

/** The page on which whoever tries the product says who they are. */
export function choicePage(requestId: string, people: readonly SignInPerson[]): string {
  const rows = people.map(
    ({ id, title, givenName, familyName, story }) =>
      `<li><button name="person" value="${id}">${title} ${givenName} ${familyName}</button> ${story}</li>`,
  );
  return [
    '<!doctype html><html lang="en-GB"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    "<title>Simulated sign-in</title>",
    "<style>body{font:100%/1.5 Arial,sans-serif;max-width:44em;margin:2em auto;padding:0 1em;color:#212b32}",
    "li{margin:.5em 0}button{font:inherit;padding:.35em .75em;min-width:12em;text-align:left}</style></head>",
    "<body><main><h1>Simulated sign-in</h1>",
    "<p>This stands in for the national sign-in. Nobody here exists. Who are you?</p>",
    `<form method="post" action="/choose"><input type="hidden" name="request" value="${requestId}"><ul>`,
    ...rows,
    "</ul></form></main></body></html>",
  ].join("\n");
}
