// The pages as they lie: spreads in the direction of the book, their size, their pictures, and what is drawn over them.
import { byId, fill, isolated, make, open, post, say, spotOf, words } from "./words.js";

export const book = { title: "", language: "ar", direction: "rtl", pages: [], outline: [], faults: [], edition: 0 };
const stage = byId("stage"), spread = byId("spread");
const state = { sheet: 1, zoom: "spread", query: "", here: [], edited: {}, view: "", resolution: 0 };
const STEPS = [0.35, 0.5, 0.75, 1, 1.25, 1.5, 2, 3, 4];
const MM = 96 / 25.4; // pixels a millimetre at real size
const turned = new EventTarget();

export const onTurn = (listener) => turned.addEventListener("turn", listener);
export const address = (page, resolution) => `/pages/${page.digest}-${resolution}.jpg`;
export const alone = () => innerWidth < 760;
export const shown = () => sheetsWith(state.sheet);

/** The sheets one sees together with a sheet: the cover alone, then a verso with the recto after it. */
export function sheetsWith(sheet, single = alone()) {
  if (single || sheet === 1) return [sheet];
  const verso = sheet - (sheet % 2);
  return verso + 1 <= book.pages.length ? [verso, verso + 1] : [verso];
}

export const nameOf = (page) => fill(words.page, { folio: page.folio }) + (page.title ? `: ${page.title}` : ` (${words.blank})`);

export function namesOf(sheets) {
  const [first, second] = sheets.map((sheet) => book.pages[sheet - 1]);
  if (!second) return nameOf(first);
  const titles = [...new Set([first.title, second.title].filter(Boolean))].join(" · ");
  return fill(words.pages, { first: first.folio, second: second.folio }) + (titles ? `: ${titles}` : "");
}

/** Turn to a sheet. `quietly` says nothing of it. */
export function turnTo(sheet, { quietly = false } = {}) {
  if (!book.pages.length) return Promise.resolve();
  const before = String(shown());
  state.sheet = Math.max(1, Math.min(sheet, book.pages.length));
  if (String(shown()) !== before) stage.scrollTop = 0;
  history.replaceState(null, "", `#${state.sheet}`);
  if (!quietly) say(namesOf(shown()));
  return draw();
}

export function turn(by) {
  const sheets = shown();
  turnTo(by > 0 ? sheets.at(-1) + 1 : sheets[0] - 1);
}

export function lookFor(query) { state.query = query; state.here = []; }

/** Turn to the first of some places, and mark them. */
export function pointAt(places) {
  state.here = places;
  if (places.length) return turnTo(places[0].sheet).then(() => byId("spread").querySelector(".here .box")?.scrollIntoView({ block: "nearest" }));
  return draw();
}

/** Frame what was edited, for a moment. */
export function markEdited(edited) { state.edited = { ...edited }; }

// ------------------------------------------------------------ size

export function zoomTo(zoom) {
  state.zoom = zoom;
  const select = byId("zoom");
  select.querySelector("[data-own]")?.remove();
  if (![...select.options].some((option) => option.value === String(zoom))) {
    const own = make("option", { value: String(zoom), textContent: `${Math.round(zoom * 100)}%` });
    own.dataset.own = "";
    select.append(own);
  }
  select.value = String(zoom);
  return draw();
}

export function zoomBy(step) {
  const now = scale() / MM;
  const next = step > 0 ? STEPS.find((size) => size > now * 1.02) : STEPS.findLast((size) => size < now * 0.98);
  if (next) zoomTo(next);
}

function scale() {
  if (typeof state.zoom === "number") return state.zoom * MM;
  const pages = shown().map((sheet) => book.pages[sheet - 1]);
  const style = getComputedStyle(stage);
  const room = [stage.clientWidth - 2 * parseFloat(style.paddingLeft), stage.clientHeight - 2 * parseFloat(style.paddingTop)];
  const wide = room[0] / (pages[0].width * (alone() ? 1 : 2));
  return state.zoom === "width" ? wide : Math.min(wide, room[1] / pages[0].height);
}

const resolutionFor = (mm) => words.resolutions.find((dots) => dots >= mm * 25.4 * devicePixelRatio * 0.92) ?? words.resolutions.at(-1);

// ------------------------------------------------------------ drawing

/** Lay out what is to be seen now; gives a promise of its pictures. */
export async function draw() {
  if (!book.pages.length) return;
  byId("empty").hidden = true;
  const sheets = shown(), mm = scale(), resolution = resolutionFor(mm);
  spread.dir = book.direction;
  spread.style.setProperty("--mm", `${mm}px`);
  document.documentElement.dataset.reading = book.direction;
  const there = new Map([...spread.children].map((figure) => [Number(figure.dataset.sheet), figure]));
  const figures = sheets.map((sheet) => there.get(sheet) ?? blankPage(sheet));
  spread.replaceChildren(...figures);
  const pictures = figures.map((figure, n) => furnish(figure, book.pages[sheets[n] - 1], mm, resolution, sheets.length === 1));
  const view = JSON.stringify({ sheets, resolution, total: book.pages.length });
  if (view !== state.view) {
    Object.assign(state, { view, resolution });
    turned.dispatchEvent(new Event("turn"));
    post("/view", { sheets, resolution }).catch(() => {});
  }
  await Promise.all(pictures);
  ahead(resolution);
}

function blankPage(sheet) {
  const layers = ["marks", "here", "hits", "faults", "spots"].map((name) => make("div", { className: name }));
  const figure = make("figure", { className: "page" }, new Image(), make("div", { className: "text" }), ...layers);
  figure.dataset.sheet = sheet;
  figure.setAttribute("role", "group");
  figure.firstChild.alt = "";
  figure.firstChild.hidden = true;
  return figure;
}

async function furnish(figure, page, mm, resolution, single) {
  const onLeft = (page.sheet % 2 === 1) === (book.direction === "rtl");
  figure.className = `page ${onLeft ? "left" : "right"}${single ? " alone" : ""}`;
  figure.setAttribute("aria-label", nameOf(page));
  figure.style.width = `${page.width * mm}px`;
  figure.style.height = `${page.height * mm}px`;
  layer(figure, "here", state.here.filter((place) => place.sheet === page.sheet).map((place) => frame(place.box)));
  showFaults(figure, page, mm, onLeft);
  const source = address(page, resolution);
  if (figure.dataset.source !== source) {
    figure.dataset.source = source;
    const picture = Object.assign(new Image(), { alt: "", decoding: "sync" }); // it takes the old one's place in one frame
    const come = await new Promise((tell) => {
      Object.assign(picture, { onload: () => tell(true), onerror: () => tell(false), src: source });
    });
    if (!come || figure.dataset.source !== source) return; // an older edition's: the next one is on its way
    figure.firstChild.replaceWith(picture);
    figure.dataset.digest = page.digest;
  }
  if (state.edited[page.sheet]) {
    const frames = state.edited[page.sheet].map((box) => frame(box));
    delete state.edited[page.sheet];
    layer(figure, "marks", frames);
    setTimeout(() => frames.forEach((box) => box.remove()), 3200);
  }
  requestIdleCallback(() => detail(figure, page), { timeout: 300 });
}

/** What can be read, found and pointed at on a page: asked for once it is seen. */
async function detail(figure, page) {
  const wanted = `${page.digest} ${book.edition} ${state.query}`;
  if (figure.dataset.detail === wanted || !figure.isConnected) return;
  figure.dataset.detail = wanted;
  const answer = await fetch(`/sheets/${page.sheet}?q=${encodeURIComponent(state.query)}`).catch(() => null);
  if (!answer?.ok) return;
  const told = await answer.json();
  if (told.digest !== page.digest || figure.dataset.detail !== wanted) return;
  const text = figure.querySelector(".text");
  Object.assign(text, { textContent: told.text, lang: book.language, dir: book.direction });
  layer(figure, "hits", told.hits.map((box) => frame(box)));
  layer(figure, "spots", told.spots.map((spot) => {
    const button = make("button", { title: spotOf(spot), onclick: () => open(spot) });
    button.setAttribute("aria-label", fill(words.open, { spot: spotOf(spot) }));
    button.dataset.at = spot.name;
    return frame(spot.box, button);
  }));
}

function showFaults(figure, page, mm, onLeft) {
  const frames = [], gutter = (stage.clientWidth - page.width * mm * (alone() ? 1 : 2)) / 2 - 28;
  const width = Math.max(190, Math.min(280, gutter));
  figure.style.setProperty("--note", `${width}px`);
  figure.style.setProperty("--over", `${Math.max(0, width - gutter)}px`);
  for (const fault of book.faults) {
    const places = fault.places.filter((place) => place.sheet === page.sheet);
    if (!places.length) continue;
    frames.push(...places.map((place) => frame(place.box)));
    const note = make("div", { className: "note" }, make("p", { textContent: isolated(fault.message) }), sourceButton(fault, /[^/]*$/.exec(spotOf(fault))[0]));
    Object.assign(note, { dir: document.documentElement.dir, wanted: places[0].box[1] * mm });
    frames.push(note);
  }
  layer(figure, "faults", frames);
  let free = 0; // notes keep clear of each other
  for (const note of figure.querySelectorAll(".note")) {
    note.style.top = `${(free = Math.max(free, note.wanted))}px`;
    free += note.offsetHeight + 6;
  }
}

/** The line of a fault, as a button that opens it. */
export const sourceButton = (fault, textContent = spotOf(fault)) => make("button", { className: "source", textContent, onclick: () => open(fault) });

const layer = (figure, name, children) => figure.querySelector(`.${name}`).replaceChildren(...children);

function frame([left, top, width, height], element = make("div")) {
  element.classList.add("box");
  for (const [side, value] of Object.entries({ left, top, width, height })) element.style[side] = `calc(${value} * var(--mm))`;
  return element;
}

/** Ask for pictures at once, whatever else is to be done before they are shown. */
export function hasten(sheets) {
  for (const sheet of sheets) if (state.resolution) new Image().src = address(book.pages[sheet - 1], state.resolution);
}

/** Have the pages at hand that a reader will turn to. */
function ahead(resolution) {
  const sheets = shown();
  for (const sheet of [sheets.at(-1) + 1, sheets[0] - 1]) {
    if (sheet < 1 || sheet > book.pages.length) continue;
    for (const near of sheetsWith(sheet)) new Image().src = address(book.pages[near - 1], resolution);
  }
}

new ResizeObserver(() => draw()).observe(stage);
