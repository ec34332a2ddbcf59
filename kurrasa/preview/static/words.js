// What every part of the page needs: its words, its elements, and a voice.
export const words = JSON.parse(document.getElementById("words").textContent);
export const byId = (id) => document.getElementById(id);

/** Fill a message: {name} stands for a value, which keeps its own direction. */
export const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => `\u2068${values[name]}\u2069`);

/** A message of the program, in which what stands in quotation marks keeps its own direction. */
export const isolated = (text) => text.replace(/([«“])([^»”]*)([»”])/g, "$1\u2068$2\u2069$3");

/** An element with properties and children; texts are texts, never markup. */
export function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  for (const [name, value] of Object.entries(properties.attributes ?? {})) element.setAttribute(name, value);
  element.append(...children.filter((child) => child != null));
  return element;
}

/** Say something in the status line, which a screen reader reads out. */
export const say = (text) => { byId("status").textContent = text; };

export const post = (path, body) => fetch(path, {
  method: "POST", headers: { "Content-Type": "application/json", "X-Token": words.token }, body: JSON.stringify(body),
});

export const spotOf = ({ file, line, column }) => (column > 1 ? `${file}:${line}:${column}` : `${file}:${line}`);

/** Open a line of the content in the editor, and say which. */
export async function open(spot) {
  const told = { spot: spotOf(spot) };
  say(told.spot);
  const answer = await post("/open", { file: spot.file, line: spot.line, column: spot.column ?? 1 });
  if (answer.ok) say(fill(words.opened, told));
  else if (answer.status === 409) say(fill(words.no_editor, told));
  else if (answer.status === 502) say(fill(words.not_opened, { ...told, why: (await answer.json()).why }));
}
