// Hears of the book, and of the keys; the stage and the panel do the rest.
import { listFaults, listLater, nextFault, select, toggle } from "./panel.js";
import { book, draw, hasten, markEdited, namesOf, onTurn, pointAt, shown, turn, turnTo, zoomBy, zoomTo } from "./stage.js";
import { byId, fill, say, words } from "./words.js";

let follow = true;

// ------------------------------------------------------------ what is told

const events = new EventSource(`/events?lang=${words.language}`);
events.onmessage = (event) => hear(JSON.parse(event.data));
events.onerror = () => { byId("state").textContent = words.lost; };
events.onopen = () => { byId("state").textContent = ""; };

async function hear(message) {
  if (message.step) return hearStep(message);
  if (message.show) return pointAt(message.show);
  byId("progress").hidden = true;
  const fresh = !book.pages.length;
  if (message.pages) await hearPages(message);
  hearFaults(message);
  if (message.pages) await (fresh ? begin() : lead(message.changed, message.edited));
  else await draw();
  if (book.pages.length || message.broken) document.documentElement.dataset.shown = message.edition;
  if (message.pages) listLater(message.pages);
}

async function hearPages(message) {
  for (const page of message.pages) book.pages[page.sheet - 1] = page;
  book.pages.length = message.total;
  for (const name of ["title", "language", "direction", "edition", "outline"]) book[name] = message[name] ?? book[name];
  if (!book.pages.length) return;
  const seen = shown();
  hasten(message.changed.filter((sheet, n) => n === 0 || seen.includes(sheet)));
  await null; // a browser asks for a picture only when the script pauses
  byId("title").textContent = document.title = book.title || document.title;
  byId("title").lang = book.language;
  byId("total").textContent = `/ ${book.pages.at(-1).folio}`;
}

/** What is wrong; new pages come without a word of it, and take away what kept them from coming. */
function hearFaults(message) {
  const errors = (faults) => faults.filter((fault) => fault.severity === "error").length;
  const faults = message.faults ?? book.faults.filter((fault) => fault.severity !== "error");
  const worse = errors(faults) && !errors(book.faults);
  book.faults = faults;
  listFaults();
  byId("state").textContent = message.broken && book.pages.length ? words.broken : "";
  if (message.broken) byId("empty").textContent = words.no_pages;
  if (worse) { select("faults"); if (!faults.some((fault) => fault.places.length)) toggle(true); }
}

function hearStep({ step, done, of }) {
  const bar = byId("progress");
  bar.hidden = false;
  bar.title = step;
  if (of > 1) Object.assign(bar, { value: done, max: of }); else bar.removeAttribute("value");
  if (!book.pages.length) byId("empty").textContent = step;
}

/** Show what was changed: turn to it, if it is not in view and edits are followed, and frame it. */
async function lead(changed, edited) {
  markEdited(edited);
  const seen = shown(), told = changed.filter((sheet) => edited[sheet]);
  if (follow && told.length && !seen.some((sheet) => told.includes(sheet))) await turnTo(told[0], { quietly: true });
  else if (seen.some((sheet) => sheet > book.pages.length)) await turnTo(book.pages.length);
  else await draw();
  document.querySelector(".marks .box")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  const names = (told.length ? told : changed).slice(0, 6).map((sheet) => fill(words.page, book.pages[sheet - 1]));
  if (names.length) say(fill(words.changed, { pages: names.join(words.language === "ar" ? "، " : ", ") }));
}

// ------------------------------------------------------------ where one is

async function begin() {
  if (!book.pages.length) return;
  const at = new URLSearchParams(location.search).get("at");
  if (at) return lookUp(at);
  await fromHash();
}

async function fromHash() {
  const [, at] = decodeURIComponent(location.hash).match(/^#at=(.+)$/) ?? [];
  if (at) return lookUp(at);
  await turnTo(Number(location.hash.slice(1)) || 1);
}

async function lookUp(at) {
  const places = await (await fetch(`/find?at=${encodeURIComponent(at)}`)).json();
  await pointAt(places);
  if (!places.length) { await turnTo(shown()[0]); say(fill(words.not_there, { what: at })); }
}

addEventListener("hashchange", fromHash);

onTurn(() => {
  const sheets = shown();
  byId("folio").dir = book.direction;
  byId("folio").value = sheets.map((sheet) => book.pages[sheet - 1].folio).join("–");
  byId("previous").disabled = sheets[0] === 1;
  byId("next").disabled = sheets.at(-1) === book.pages.length;
});

byId("folio").onfocus = (event) => event.target.select();
byId("folio").onchange = (event) => {
  const western = (text) => text.replace(/[٠-٩]/g, (digit) => digit.charCodeAt(0) - 0x660).replace(/[۰-۹]/g, (digit) => digit.charCodeAt(0) - 0x6f0).trim();
  const wanted = western(event.target.value.split(/[–-]/)[0]);
  turnTo((book.pages.find((page) => western(page.folio) === wanted) ?? { sheet: shown()[0] }).sheet);
};

// ------------------------------------------------------------ buttons and keys

byId("previous").onclick = () => turn(-1);
byId("next").onclick = () => turn(1);
byId("smaller").onclick = () => zoomBy(-1);
byId("larger").onclick = () => zoomBy(1);
byId("zoom").onchange = (event) => zoomTo(Number(event.target.value) || event.target.value);
byId("follow").onclick = () => {
  follow = !follow;
  byId("follow").setAttribute("aria-pressed", follow);
  say(follow ? words.followed : words.not_followed);
};
byId("help-open").onclick = () => byId("help").showModal();

/** Scroll by a screenful where the page goes on, else turn. */
function scrollOrTurn(by) {
  const stage = byId("stage"), end = by > 0 ? stage.scrollHeight - stage.clientHeight - stage.scrollTop : stage.scrollTop;
  if (end > 4) stage.scrollBy({ top: by * stage.clientHeight * 0.9 }); else turn(by);
}

const ahead = () => (book.direction === "rtl" ? 1 : -1);
const KEYS = {
  ArrowLeft: () => turn(ahead()), ArrowRight: () => turn(-ahead()), PageDown: () => scrollOrTurn(1), PageUp: () => scrollOrTurn(-1),
  Home: () => turnTo(1), End: () => turnTo(book.pages.length), "+": () => zoomBy(1), "=": () => zoomBy(1), "-": () => zoomBy(-1),
  0: () => zoomTo("spread"), 1: () => zoomTo(1), w: () => zoomTo("width"), "/": () => byId("query").focus(),
  f: () => byId("follow").click(), s: () => toggle(), e: nextFault, "?": () => byId("help").showModal(),
};
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || byId("help").open || event.target.closest("input, select, textarea")) return;
  const act = KEYS[event.key] ?? KEYS[event.key.toLowerCase()];
  if (!act || (!book.pages.length && event.key !== "?")) return;
  event.preventDefault();
  act();
});
