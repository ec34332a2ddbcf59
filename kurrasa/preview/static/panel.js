// The side panel: thumbnails, contents, what was searched for, what is wrong.
import { address, book, lookFor, draw, nameOf, namesOf, onTurn, pointAt, sheetsWith, shown, sourceButton, turnTo } from "./stage.js";
import { byId, fill, isolated, make, say, words } from "./words.js";

const THUMBNAIL = 24; // dots an inch
const tabs = [...document.querySelectorAll("[role=tab]")];

export function select(name, focus = false) {
  for (const tab of tabs) {
    const on = tab.id === `tab-${name}`;
    tab.setAttribute("aria-selected", on);
    tab.tabIndex = on ? 0 : -1;
    byId(tab.getAttribute("aria-controls")).hidden = !on;
    if (on && focus) tab.focus();
  }
  showCurrent();
}

export function toggle(open = document.body.classList.contains("narrow")) {
  document.body.classList.toggle("narrow", !open);
  byId("panel-toggle").setAttribute("aria-expanded", open);
}

for (const tab of tabs) {
  tab.onclick = () => select(tab.id.slice(4));
  tab.onkeydown = (event) => {
    const ways = document.documentElement.dir === "rtl" ? { ArrowLeft: 1, ArrowRight: -1 } : { ArrowRight: 1, ArrowLeft: -1 };
    if (!ways[event.key]) return;
    event.stopPropagation();
    select(tabs.at((tabs.indexOf(tab) + ways[event.key]) % tabs.length).id.slice(4), true);
  };
}
byId("panel-toggle").onclick = () => toggle();
if (innerWidth < 1000) toggle(false);

// ------------------------------------------------------------ thumbnails and contents

const pending = new Set(), drawn = [];
const rowOf = (sheet) => Math.floor(sheet / 2);
let listed = "";

/** List pages that have come, once those before one's eyes have been painted: rows of thumbnails, and the contents. */
export function listLater(pages) {
  if (!book.pages.length) return;
  if (!pending.size) requestAnimationFrame(() => requestIdleCallback(listPages, { timeout: 300 }));
  for (const page of pages) pending.add(rowOf(page.sheet));
  pending.add(rowOf(book.pages.length)); // the last page may have lost the one beside it
}

function listPages() {
  const list = byId("thumbs").querySelector("ol") ?? byId("thumbs").appendChild(make("ol"));
  const last = rowOf(book.pages.length);
  for (const row of [...pending].sort((one, other) => one - other)) if (row <= last) listRow(list, row);
  while (list.children.length > last + 1) list.lastChild.remove();
  drawn.length = last + 1;
  pending.clear();
  listOutline();
  showCurrent();
  drawThumbnails();
}

/** A row of one or two thumbnails; it stays as it is where it looks as before. */
function listRow(list, row) {
  const pages = sheetsWith(2 * row || 1, false).map((sheet) => book.pages[sheet - 1]);
  const key = pages.map((page) => `${page.digest}${page.folio}`).join();
  if (drawn[row] === key) return;
  drawn[row] = key;
  const leaves = pages.map((page) => {
    const image = make("img", { alt: "", width: 68, height: Math.round(68 * page.height / page.width) });
    image.dataset.later = address(page, THUMBNAIL);
    return image;
  });
  const folios = make("small", { textContent: pages.map((page) => page.folio).join(" – ") });
  const sheets = pages.map((page) => page.sheet);
  const button = make("button", { onclick: () => turnTo(sheets[0]) }, make("span", { className: "leaves", dir: book.direction }, ...leaves), folios);
  button.setAttribute("aria-label", namesOf(sheets));
  button.dataset.sheets = sheets;
  const item = make("li", {}, button);
  if (list.children[row]) list.children[row].replaceWith(item); else list.append(item);
}

/** Ask for the pictures of the rows in view and nearly so. Ten thousand lazy ones cost a browser 15 ms a frame, this nothing. */
function drawThumbnails() {
  const panel = byId("thumbs"), rows = panel.querySelector("ol")?.children ?? [], { scrollTop: top, clientHeight: height } = panel;
  const rowAt = (y) => { // the first that ends below a place
    let [low, high] = [0, rows.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (rows[middle].offsetTop + rows[middle].offsetHeight > y) high = middle; else low = middle + 1;
    }
    return low;
  };
  const end = rowAt(top + 2 * height) + 1;
  for (let n = rowAt(top - height); height && n < Math.min(end, rows.length); n++)
    for (const image of rows[n].querySelectorAll("[data-later]")) {
      image.src = image.dataset.later;
      delete image.dataset.later;
    }
}
byId("thumbs").addEventListener("scroll", drawThumbnails, { passive: true });
new ResizeObserver(drawThumbnails).observe(byId("thumbs")); // it is also told when the panel is shown

function listOutline() {
  const key = JSON.stringify([book.language, book.outline.map((entry) => [entry, book.pages[entry.sheet - 1].folio])]);
  if (key === listed) return;
  listed = key;
  const rows = book.outline.map((entry) => {
    const name = make("span", { textContent: entry.title, lang: book.language, dir: "auto" });
    const button = make("button", { onclick: () => turnTo(entry.sheet) }, name, make("span", { textContent: book.pages[entry.sheet - 1].folio }));
    button.dataset.sheet = entry.sheet;
    const item = make("li", {}, button);
    item.dataset.depth = entry.depth;
    return item;
  });
  byId("outline").replaceChildren(make("ol", {}, ...rows));
}

onTurn(() => requestIdleCallback(showCurrent, { timeout: 200 })); // after the pages
function showCurrent() {
  if (!book.pages.length) return;
  const sheets = shown();
  for (const old of byId("panel").querySelectorAll("[aria-current]")) old.removeAttribute("aria-current");
  const both = sheetsWith(sheets[0], false);
  const thumb = byId("thumbs").querySelector(`[data-sheets="${both}"]`);
  const entry = [...byId("outline").querySelectorAll("button")].findLast((button) => Number(button.dataset.sheet) <= sheets.at(-1));
  for (const button of [thumb, entry]) button?.setAttribute("aria-current", "true");
  const shownNow = byId("thumbs").hidden ? byId("outline").hidden ? null : entry : thumb;
  shownNow?.scrollIntoView({ block: "nearest" });
}

// ------------------------------------------------------------ search

const query = byId("query");
let found = [], at = -1, waiting = 0;
query.oninput = () => { clearTimeout(waiting); waiting = setTimeout(search, 120); };
query.form.onsubmit = async (event) => {
  event.preventDefault();
  clearTimeout(waiting);
  if (query.value !== query.dataset.asked) await search();
  if (found.length) goTo((at + 1) % found.length);
};
query.onkeydown = (event) => { if (event.key === "Escape") { query.value = ""; search(); byId("stage").focus(); } };

export async function search() {
  const wanted = query.value;
  query.dataset.asked = wanted;
  lookFor(wanted.trim());
  const answer = wanted.trim() ? await (await fetch(`/search?q=${encodeURIComponent(wanted)}`)).json() : [];
  if (query.value !== wanted) return;
  [found, at] = [answer, -1];
  const rows = found.map((place, n) => {
    const line = make("span", { dir: "auto", lang: book.language }, place.before, make("mark", { textContent: place.match }), place.after);
    return make("li", {}, make("button", { onclick: () => goTo(n) }, make("small", { textContent: nameOf(book.pages[place.sheet - 1]) }), make("br"), line));
  });
  const told = found.length ? fill(found.length < 500 ? words.found : words.more_found, { n: found.length }) : words.nothing_found;
  byId("found").replaceChildren(make("p", { textContent: wanted.trim() ? told : "" }), make("ol", {}, ...rows));
  if (wanted.trim()) { say(told); select("found"); toggle(true); } else if (!byId("found").hidden) select("thumbs");
  draw();
}

function goTo(n) {
  at = n;
  const buttons = [...byId("found").querySelectorAll("button")], button = buttons[n];
  for (const other of buttons) other.removeAttribute("aria-current");
  button.setAttribute("aria-current", "true");
  button.scrollIntoView({ block: "nearest" });
  turnTo(found[n].sheet);
}

// ------------------------------------------------------------ faults

export function listFaults() {
  const rows = book.faults.map((fault) => {
    const told = make("div", { className: "fault-told" },
      fault.file && sourceButton(fault),
      fault.excerpt != null ? excerpt(fault) : null,
      make("p", {}, make("strong", { textContent: `${words[fault.severity]}: ` }), isolated(fault.message)),
      make("p", { className: "do", textContent: `${words.do}: ${isolated(fault.hint)}` }));
    for (const sheet of new Set(fault.places.map((place) => place.sheet)))
      told.append(make("button", { textContent: nameOf(book.pages[sheet - 1]), onclick: () => turnTo(sheet) }));
    return make("li", {}, told);
  });
  byId("faults").replaceChildren(rows.length ? make("ol", {}, ...rows) : make("p", { textContent: words.sound }));
  byId("count").textContent = rows.length || "";
}

function excerpt(fault) {
  const start = fault.column - 1, end = start + fault.length, text = fault.excerpt;
  return make("pre", { dir: "auto" }, text.slice(0, start).trimStart(), make("mark", { textContent: text.slice(start, end) }), text.slice(end));
}

let last = -1;
/** Turn to the next fault that stands on a page. */
export function nextFault() {
  const places = book.faults.map((fault) => fault.places).filter((there) => there.length);
  if (!places.length) return;
  last = (last + 1) % places.length;
  pointAt(places[last]);
}
