// Support given to residents: counts by app and outcome, households by reason. Names never.
import { register } from "./kinds.js";

export const KIND = "support";
export const SCHEMA = 2;
export const FORMS = ["point", "household", "patrol"];
const SETTING_OF = { household: "HOUSEHOLD_VISIT", patrol: "SURVEILLANCE_ROUND" };
const FORM_OF = { HOUSEHOLD_VISIT: "household", SURVEILLANCE_ROUND: "patrol" };
const EXTRAS = ["hamlet", "language", "age_band", "photo"];

// Counters are named "people", "households", "app|OUTCOME", "|OUTCOME" of no app, "?REASON".
function lines(counts) {
  return Object.entries(counts).filter(([name]) => name.includes("|")).map(([name, count]) => {
    const [app, outcome] = name.split("|");
    return { app: app || null, outcome, count };
  });
}

function reasons(counts) {
  return Object.entries(counts).filter(([name]) => name.startsWith("?"))
    .map(([name, count]) => ({ reason: name.slice(1), count }));
}

export function reasonSum(counts) {
  return reasons(counts).reduce((sum, { count }) => sum + count, 0);
}

// The most of any one app and outcome: fewer people than that cannot be.
export function leastPeople(counts) {
  const ofApps = Object.entries(counts).filter(([name]) => name.indexOf("|") > 0);
  return Math.max(0, ...ofApps.map(([, count]) => count));
}

export function settingsOf(form, reference) {
  if (SETTING_OF[form]) return [];
  return reference.settings.filter(({ code }) => !FORM_OF[code]);
}

export function formOf(payload) {
  return FORM_OF[payload.setting] || "point";
}

export function payloadOf(draft, reference, shift) {
  const payload = {
    drive: reference.id,
    shift,
    setting: SETTING_OF[draft.form] || draft.extras.setting || reference.settings[0].code,
    people: draft.counts.people || 0,
    counts: lines(draft.counts),
  };
  if (draft.counts.households) payload.households = draft.counts.households;
  const why = reasons(draft.counts);
  if (why.length) payload.reasons = why;
  for (const name of EXTRAS) if (draft.extras[name]) payload[name] = draft.extras[name];
  return payload;
}

// The counters that make such a payload: to correct it.
export function countsOf(payload) {
  const counts = {};
  if (payload.people) counts.people = payload.people;
  if (payload.households) counts.households = payload.households;
  for (const { app, outcome, count } of payload.counts) counts[`${app || ""}|${outcome}`] = count;
  for (const { reason, count } of payload.reasons || []) counts[`?${reason}`] = count;
  return counts;
}

export function extrasOf(payload) {
  const extras = { setting: payload.setting };
  for (const name of EXTRAS) if (payload[name]) extras[name] = payload[name];
  return extras;
}

const label = (choices, code) => choices?.find((choice) => choice.code === code)?.label || code;
export const capital = (text) => text.slice(0, 1).toUpperCase() + text.slice(1);

function lineText({ app, outcome, count }, reference) {
  const outcomes = [...reference.app_outcomes, ...reference.other_outcomes];
  return `${app ? `${label(reference.apps, app)} ` : ""}${label(outcomes, outcome)} ${count}`;
}

function details(payload, reference) {
  const parts = payload.counts.map((line) => lineText(line, reference));
  for (const { reason, count } of payload.reasons || []) parts.push(`${label(reference.reasons, reason)} ${count}`);
  return parts;
}

register(KIND, {
  schema: SCHEMA,
  // Version 2 only added what may be left out: households, reasons, hamlet, photo.
  migrate: (payload) => payload,
  people: (payload) => payload.people || 0,
  // { title, setting, parts }: what it says, shortest first.
  summary(payload, reference, words) {
    const title = [];
    if (payload.people || !payload.households) title.push(words.people.replace("{count}", payload.people));
    if (payload.households) title.push(words.households.replace("{count}", payload.households));
    return { title: title.join(" · "), setting: capital(label(reference.settings, payload.setting)), parts: details(payload, reference) };
  },
});
