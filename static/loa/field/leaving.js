// Before somebody signs out: does what they counted by account still wait on this phone? It would wait
// until they sign in here again.

function openDatabase() {
  return new Promise((done) => {
    const asked = indexedDB.open("loa-field");
    asked.onupgradeneeded = () => asked.transaction.abort(); // there is none; none is made
    asked.onsuccess = () => done(asked.result);
    asked.onerror = (event) => { event.preventDefault(); done(null); };
  });
}

async function waiting() {
  const database = await openDatabase();
  if (!database) return 0;
  const records = await new Promise((done) => {
    const found = database.transaction("records").objectStore("records").index("state").getAll("waiting");
    found.onsuccess = () => done(found.result);
    found.onerror = () => done([]);
  });
  database.close();
  return records.filter((record) => record.sender).length;
}

async function warn(place) {
  const count = await waiting();
  place.querySelector("[data-count]").textContent = count;
  place.hidden = !count;
}

// Elsewhere signing out is one tap: where something waits, it leads to the page that says so.
function ask(form) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (await waiting()) location.href = form.action;
    else form.submit();
  });
}

const place = document.querySelector("[data-field-waits]");
if (place) warn(place);
else for (const form of document.querySelectorAll("[data-signs-out]")) ask(form);
