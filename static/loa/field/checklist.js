// What answers are worth, as the server judges them (inspections/queries/judging.py): shown only, for
// what counts is what the server says.

const FULL = 100;

// The items that are asked, given the answers so far; what hangs on a hidden one is hidden.
export function asked(items, answers) {
  const shown = new Map();
  for (const item of items) {
    const isAsked = !item.when_item || (shown.has(item.when_item) && answers[item.when_item] === item.when_answer);
    if (isAsked) shown.set(item.code, item);
  }
  return [...shown.values()];
}

// Why an answer does not fit: "number", "low", "high" or "choice"; empty when it does.
export function faultOf(item, answer) {
  if (item.kind === "PHOTO") return "";
  if (item.kind !== "NUMBER") return item.kind === "YES_NO" || item.choices.some(({ code }) => code === answer) ? "" : "choice";
  if (typeof answer !== "number" || !Number.isFinite(answer)) return "number";
  if (item.low !== null && answer < item.low) return "low";
  return item.high !== null && answer > item.high ? "high" : "";
}

// By item, why the answers make no record yet; `photos` are codes of items that have one.
export function faultsOf(items, answers, photos) {
  const faults = new Map();
  for (const item of asked(items, answers)) {
    const has = item.kind === "PHOTO" ? photos.has(item.code) : answers[item.code] !== undefined;
    if (has) {
      const fault = faultOf(item, answers[item.code]);
      if (fault) faults.set(item.code, fault);
    } else if (item.is_required) faults.set(item.code, "missing");
  }
  return faults;
}

// What the answer earns of the item's weight, 0 to 100; null where it says nothing of it.
export function earned(item, answer) {
  if (answer === undefined || answer === "NA" || item.kind === "PHOTO") return null;
  if (item.kind === "YES_NO") return answer === item.good ? FULL : 0;
  if (item.kind === "CHOICE") return item.choices.find(({ code }) => code === answer)?.percent ?? null;
  if (typeof answer !== "number") return null;
  const isLow = item.good_low !== null && answer < item.good_low;
  const isHigh = item.good_high !== null && answer > item.good_high;
  return isLow || isHigh ? 0 : FULL;
}

// { percent, wanting }: whole percent of the points possible, null where nothing counts; and the items
// with a wrong answer that make a finding.
export function judge(items, answers) {
  let points = 0;
  let possible = 0;
  const wanting = [];
  for (const item of asked(items, answers)) {
    const got = earned(item, answers[item.code]);
    if (got === null) continue;
    points += item.weight * got;
    possible += item.weight * FULL;
    if (got < FULL && item.severity) wanting.push(item);
  }
  return { percent: possible ? Math.floor((100 * points) / possible) : null, wanting };
}
