// Residents who asked for help and whom this drive's team has taken on: where to go, whom to call.
// What is told of them lies on the phone with the drive and goes with it; their numbers never do.
import * as drives from "./drives.js";
import { dayOf, element, filled, find, fresh, say, words } from "./page.js";
import { here, onShow, wanted } from "./screens.js";
import * as wire from "./wire.js";

let numbers = { key: null, byId: new Map() };

const taken = () => here.drive?.requests || [];

// Throws NoAnswer; where the server does not tell (it is not the drive's day), nothing is kept.
export async function refresh() {
  const { drive } = here;
  if (!drive?.reference || drives.isResting(drive)) return;
  let requests = [];
  try {
    requests = (await wire.ask(drives.requestsUrl(drive.key))).body.requests;
  } catch (error) {
    if (!(error instanceof wire.Refused)) throw error;
  }
  const kept = await drives.note(drive.key, { requests });
  if (here.drive?.key !== drive.key) return; // another was opened meanwhile
  here.drive = kept;
  showLink();
  if (wanted() === "requests") show();
}

export function showLink() {
  find("requests-link").hidden = !taken().length;
  find("requests-count").textContent = filled(words.requests, { count: taken().length });
}

function whenText({ wanted_date: day, wanted_part: part }) {
  return [day ? dayOf(`${day}T00:00`) : words.anyDay, words.parts[part]].filter(Boolean).join(", ");
}

function whatText(request) {
  const labels = new Map(here.drive.reference.apps.map(({ code, label }) => [code, label]));
  const apps = request.apps.map((code) => labels.get(code) || code);
  return [filled(words.people, { count: request.people }), ...apps, words.spoken[request.language]].filter(Boolean).join(" · ");
}

function callLink(number) {
  const link = element("a", "loa-big-button", filled(words.call, { number }));
  link.href = `tel:${number}`;
  return link;
}

function line(request) {
  const item = fresh("request");
  const put = (name, text) => { item.querySelector(`.loa-request-${name}`).textContent = text; };
  put("place", request.place);
  put("when", whenText(request));
  put("what", whatText(request));
  put("note", request.note);
  const number = numbers.key === here.drive.key && numbers.byId.get(request.id);
  if (number) item.append(callLink(number));
  return item;
}

function show() {
  find("requests").replaceChildren(...taken().map(line));
  find("no-requests").hidden = Boolean(taken().length);
  find("show-numbers").hidden = !taken().length || numbers.key === here.drive?.key;
}

// Each number that is shown goes on record; they are forgotten with the page.
async function showNumbers() {
  const { key } = here.drive;
  try {
    const { body } = await wire.ask(drives.requestsUrl(key, "/phones"), {
      method: "POST", headers: { "Content-Type": "application/json" }, body: "{}",
    });
    numbers = { key, byId: new Map(body.phones.map(({ id, phone }) => [id, phone])) };
  } catch (error) {
    if (error instanceof wire.NoAnswer) say(words.numbersNeedNetwork, "warning");
    else if (error instanceof wire.Refused) say(error.message, "danger");
    else throw error;
  }
  show();
}

export function listenOnce() {
  onShow("requests", show);
  find("show-numbers").addEventListener("click", showNumbers);
}
