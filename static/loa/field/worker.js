// The service worker: keeps one whole version of the app on the phone and answers from it.
// The server writes SHELL before this text: { version, page, files: [[address, sha256], …] }.
/* global SHELL */

const PREFIX = "loa-field-";
const NAME = PREFIX + SHELL.version;
const OWN_PAGES = /^\/field\/(drives\/\d+\/)?$/;
const JOINING = /^\/field\/join\//;

async function digest(body) {
  const hash = await crypto.subtle.digest("SHA-256", body);
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// A file of another version (a server between two versions, an old copy on the way) is not taken:
// the installation fails, the old version goes on, and the browser tries again later.
async function fetched([address, sha256]) {
  const response = await fetch(address, { cache: "reload", credentials: "omit" });
  if (!response.ok) throw new Error(`${response.status} ${address}`);
  if ((await digest(await response.clone().arrayBuffer())) !== sha256) throw new Error(`another version: ${address}`);
  return [address, response];
}

async function install() {
  const files = await Promise.all(SHELL.files.map(fetched));
  const cache = await caches.open(NAME);
  await Promise.all(files.map(([address, response]) => cache.put(address, response)));
}

async function clean() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(PREFIX) && name !== NAME).map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function kept(address) {
  const cache = await caches.open(NAME);
  return cache.match(address, { ignoreVary: true });
}

async function answer(request, address) {
  return (await kept(address)) || fetch(request);
}

// Joining asks the server; without it the app itself says so.
async function join(request) {
  try {
    return await fetch(request);
  } catch (error) {
    const page = await kept(SHELL.page);
    if (page) return page;
    throw error;
  }
}

const FILES = new Set(SHELL.files.map(([address]) => new URL(address, self.location).href));

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(clean()));
self.addEventListener("message", (event) => { if (event.data === "use-now") self.skipWaiting(); });
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.mode === "navigate" && OWN_PAGES.test(url.pathname)) event.respondWith(answer(request, SHELL.page));
  else if (request.mode === "navigate" && JOINING.test(url.pathname)) event.respondWith(join(request));
  else if (FILES.has(url.href)) event.respondWith(answer(request, url.href));
});
