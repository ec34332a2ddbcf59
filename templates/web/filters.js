// Filters over the index of resolutions and the chronology: without this script they are the whole lists.
'use strict';
const told = window.BOOK.words;
const rows = [...document.querySelectorAll('.ires .row, table.chron tr:not(.yr)')];
const list = rows.length && (document.querySelector('.ires') || document.querySelector('table.chron'));

function heading(row) {
  const heads = [];
  for (let e = row.previousElementSibling; e; e = e.previousElementSibling) {
    if (/^H[23]$/.test(e.tagName) && !heads.some((head) => head.tagName <= e.tagName)) heads.push(e);
  }
  return heads.map((head) => head.textContent.trim()).reverse().join(': ');
}

function select(name, values) {
  const label = document.createElement('label');
  const field = document.createElement('select');
  label.textContent = `${name} `;
  field.append(new Option(told.all, ''));
  for (const value of values) field.append(new Option(value, value));
  label.append(field);
  return [label, field];
}

if (list) {
  const known = rows.map((row) => ({
    row,
    text: window.fold(row.textContent).text,
    years: [...row.querySelectorAll('time')].map((time) => time.dateTime.slice(0, 4)),
    group: heading(row),
  }));
  const form = document.createElement('form');
  form.className = 'site-filter';
  form.setAttribute('aria-label', told.filter);
  const label = document.createElement('label');
  const words = document.createElement('input');
  words.type = 'search';
  label.append(`${told.with} `, words);
  const years = [...new Set(known.flatMap((one) => one.years))].sort();
  const groups = [...new Set(known.map((one) => one.group))].filter(Boolean);
  const [yearLabel, year] = select(told.year, years);
  const [groupLabel, group] = select(told.group, groups);
  const count = document.createElement('output');
  count.setAttribute('role', 'status');
  form.append(label, yearLabel, ...(groups.length > 1 ? [groupLabel] : []), count);
  list.before(form);
  const apply = () => {
    const wanted = window.fold(words.value).text.split(' ').filter(Boolean);
    let n = 0;
    for (const one of known) {
      const shown =
        wanted.every((word) => one.text.includes(word)) &&
        (!year.value || one.years.includes(year.value)) &&
        (!group.value || one.group === group.value);
      one.row.hidden = !shown;
      n += shown;
    }
    for (const head of list.querySelectorAll('h2, h3, tr.yr')) {
      let shown = false;
      for (let e = head.nextElementSibling; e; e = e.nextElementSibling) {
        if (head.matches('tr.yr') ? e.matches('tr.yr') : /^H[23]$/.test(e.tagName) && e.tagName <= head.tagName) break;
        shown = shown || (rows.includes(e) && !e.hidden);
      }
      head.hidden = !shown;
    }
    count.textContent = n ? window.counted(n) : told.none;
  };
  form.addEventListener('input', apply);
  form.addEventListener('submit', (event) => event.preventDefault());
  apply();
}
