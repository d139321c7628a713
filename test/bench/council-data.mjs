// Synthetic children for the council's benchmarks: the same for ours and for the peer, made one at a time.

const families = ["Fernsby", "O'Hara-Lindqvist", "Nuñez", "Łukasiewicz", "Ashdown-Reid", "van der Berg"];
const given = ["Milo", "Talia", "Zoë", "Rowan", "Noor", "Otis", "Edie"];
const lookedAfter = ["C1", "C2", "V2", "L2"];

/** A valid NHS number of the 999 range; numbers whose check digit would be ten are passed over. */
export function nhsNumbers(count) {
  const numbers = [];
  for (let value = 0; numbers.length < count; value += 1) {
    const nine = `999${String(value).padStart(6, "0")}`;
    let sum = 0;
    for (let place = 0; place < 9; place += 1) sum += Number(nine[place]) * (10 - place);
    const check = (11 - (sum % 11)) % 11;
    if (check < 10) numbers.push(`${nine}${check}`);
  }
  return numbers;
}

/** Whole case records: most with a chain of legal statuses, every third also on a protection plan. */
export function makeCase(index, nhsNumber) {
  const year = 2018 + (index % 5);
  const statuses = [];
  for (let step = 0; step <= index % 6; step += 1) {
    const from = `${year + step}-0${1 + (index % 9)}-15`;
    statuses.push({ code: lookedAfter[(index + step) % lookedAfter.length], from });
  }
  if (index % 3 === 0) statuses.push({ code: "CPP", from: "2026-03-12" });
  return {
    localId: `NS-${index}`,
    subject: {
      kind: "child",
      child: {
        nhsNumber,
        familyName: families[index % families.length],
        givenNames: [given[index % given.length]],
        birthDate: `201${index % 8}-0${1 + (index % 9)}-1${index % 9}`,
      },
    },
    statuses,
  };
}

/** Records of an upload as the codec takes them: one in four has two plans, one in five an end. */
export function* makeRecords(count) {
  const numbers = nhsNumbers(count);
  for (let index = 0; index < count; index += 1) {
    const plans = [{ kind: "looked-after-child", startDate: "202401150000" }];
    if (index % 5 === 0) plans[0].endDate = "202511300000";
    if (index % 4 === 0) plans.push({ kind: "child-protection-plan", startDate: "202603120000" });
    yield {
      plans,
      subjects: [
        {
          kind: "child",
          nhsNumber: numbers[index],
          localId: { value: `NS-${index}`, assigningAuthorityName: "ZZL01:Northshire Council" },
          birthTime: "20180203",
          givenName: given[index % given.length],
          familyName: families[index % families.length],
        },
      ],
    };
  }
}

export const uploadHeader = {
  creationTime: "20261119020000+0000",
  sequenceNumber: 1042,
  sender: {
    odsCode: "ZZL01",
    name: "Northshire Council",
    telecoms: [
      { use: "WP", number: "01632960101" },
      { use: "EC", number: "01632960199" },
    ],
  },
};
