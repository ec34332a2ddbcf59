// What every page has: the folding of words, and turning to the part before or after by the arrow keys.
'use strict';
window.fold = function (text) {
  const places = [];
  let folded = '';
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    const to = Object.hasOwn(window.BOOK.fold, char) ? window.BOOK.fold[char] : char;
    for (const letter of to) {
      const one = /\s/.test(letter) ? ' ' : letter;
      if (one === ' ' && (folded === '' || folded.endsWith(' '))) continue;
      folded += one;
      places.push(at);
    }
  }
  return { text: folded.trimEnd(), places };
};
// How many places there are, in the words of the edition: forms for all that its language tells apart.
window.counted = (n) => window.BOOK.words.found[n < 100 ? n : 100 + (n % 100)].replace('{n}', n);
document.addEventListener('keydown', (event) => {
  const typing = event.target.closest('input, select, textarea, summary, table');
  if (typing || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const forward = document.documentElement.dir === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
  const back = document.documentElement.dir === 'rtl' ? 'ArrowRight' : 'ArrowLeft';
  const rel = event.key === forward ? 'next' : event.key === back ? 'prev' : null;
  const link = rel && document.querySelector(`.site-turn a[rel=${rel}]`);
  if (link) link.click();
});
