// Search: the passages that have all the words, with the words marked.
'use strict';
const MOST = 200;
const AROUND = 90; // characters shown before the first word
const say = window.BOOK.words;
const sought = new URLSearchParams(location.search).get('q') || '';
const wanted = window.fold(sought).text.split(' ').filter(Boolean);
document.getElementById('q').value = sought;

function spans(folded, words) {
  const found = [];
  for (const word of words) {
    for (let at = folded.text.indexOf(word); at >= 0; at = folded.text.indexOf(word, at + word.length)) {
      const end = folded.places[at + word.length];
      found.push([folded.places[at], end === undefined ? Infinity : end]);
    }
  }
  return found.sort((a, b) => a[0] - b[0]);
}

function shown(text, marks) {
  const line = document.createElement('p');
  const start = Math.max(0, marks[0][0] - AROUND);
  const begin = start && text.lastIndexOf(' ', start) + 1;
  let at = begin;
  line.append(begin ? '… ' : '');
  for (const [from, to] of marks) {
    if (from < at || from > begin + 6 * AROUND) continue;
    line.append(text.slice(at, from));
    const mark = document.createElement('mark');
    mark.textContent = text.slice(from, to).trimEnd();
    line.append(mark);
    at = from + mark.textContent.length;
  }
  const most = at + 2 * AROUND;
  const end = most < text.length ? Math.max(at, text.lastIndexOf(' ', most)) : text.length; // whole words
  line.append(text.slice(at, end) + (end < text.length ? ' …' : ''));
  return line;
}

if (wanted.length) {
  const results = document.getElementById('results');
  let count = 0;
  for (const [part, id, folio, sheet, text] of window.BOOK.passages) {
    const folded = window.fold(text);
    if (!wanted.every((word) => folded.text.includes(word))) continue;
    count += 1;
    if (count > MOST) continue;
    const [file, title] = window.BOOK.parts[part];
    const item = document.createElement('li');
    const link = document.createElement('a');
    link.href = `${file}#${id}`;
    link.textContent = title;
    const page = document.createElement('a');
    page.href = `${say.pdf}#page=${sheet}`;
    page.className = 'site-page';
    page.textContent = say.page.replace('{page}', folio);
    item.append(link, ' ', page, shown(text, spans(folded, wanted)));
    results.append(item);
  }
  const more = count > MOST ? ` ${say.first.replace('{n}', MOST)}` : '';
  document.getElementById('told').textContent = count ? window.counted(count) + more : say.none;
}
