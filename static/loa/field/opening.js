// The shortest way to the counters: one look into the phone's database, and nothing from anywhere else.
import * as counters from "./counters.js";
import { Draft } from "./draft.js";
import { here, route, showHead } from "./screens.js";
import * as store from "./store.js";
import { FORMS } from "./support.js";

function look(asked) {
  return store.read(["meta", "drives", "drafts"], async (find) => {
    const key = asked || await find("meta").get("current");
    if (!key) return null;
    const [drive, kept] = await Promise.all([find("drives").get(key), find("meta").get(`form-${key}`)]);
    const form = kept || FORMS[0];
    return { drive, form, draft: await find("drafts").get(`${key}|${form}`) };
  });
}

// Whether there was all that the counters need; where not, the rest of the app finds out why.
export async function openCounters(asked) {
  counters.listenOnce();
  const found = await look(asked);
  if (!found?.drive?.reference || found.drive.isOffered || found.drive.hasLeft) return false;
  here.drive = found.drive;
  here.draft = new Draft(`${here.drive.key}|${found.form}`, found.form, counters.show, found.draft);
  showHead();
  counters.build(here.draft, here.drive.reference);
  await route();
  return true;
}
