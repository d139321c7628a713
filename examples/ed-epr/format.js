const zone = "Europe/London";
const monthNames = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

function fields(at) {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).formatToParts(at);
  return Object.fromEntries(parts.map((part) => [part.type, part.value]));
}

/** `14:32` on an English wall clock. */
export function time(at) {
  const now = fields(at);
  return `${now.hour}:${now.minute}`;
}

/** `2026-11-19T14:32` on an English wall clock; compares as text with the dates of plans. */
export function localDateTime(at) {
  const now = fields(at);
  return `${now.year}-${now.month}-${now.day}T${now.hour}:${now.minute}`;
}

/** `19-Nov-2026`, from a date such as `2026-11-19`. */
export function date(isoDate) {
  const [year, month, day] = isoDate.slice(0, 10).split("-");
  return `${day}-${monthNames[Number(month) - 1]}-${year}`;
}

/** `19-Nov-2026`, from a moment. */
export function dateOf(at) {
  return date(localDateTime(at));
}

/** `Thu 19-Nov-2026 14:32`. */
export function clock(at) {
  return `${fields(at).weekday} ${dateOf(at)} ${time(at)}`;
}

/** Age as an emergency department writes it: months under two years, years above. */
export function age(birthDate, at) {
  const today = localDateTime(at).slice(0, 10);
  const months =
    (Number(today.slice(0, 4)) - Number(birthDate.slice(0, 4))) * 12 +
    (Number(today.slice(5, 7)) - Number(birthDate.slice(5, 7))) -
    (today.slice(8) < birthDate.slice(8) ? 1 : 0);
  return months < 24 ? `${months}m` : `${Math.floor(months / 12)}y`;
}

/** `999 526 0182`, or words where there is none. */
export function nhsNumber(digits) {
  return digits === undefined
    ? "Not known"
    : `${digits.slice(0, 3)} ${digits.slice(3, 6)} ${digits.slice(6)}`;
}

/** `FERNSBY, Milo`. */
export function name(person) {
  return `${person.familyName.toLocaleUpperCase("en-GB")}, ${person.givenName}`;
}

/** `1 h 26 min`. */
export function duration(milliseconds) {
  const minutes = Math.max(0, Math.round(milliseconds / 60_000));
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
