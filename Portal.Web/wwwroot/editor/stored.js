// Between the text as it is stored and the text as it is edited: notes and pictures become wholes that a key cannot break.
import { markOf } from './notes.js';

/** Once, after the page has brought the text. */
export function open(area) {
  for (const frame of area.querySelectorAll('div.scroll'))
    frame.replaceWith(...frame.childNodes);
  area.querySelectorAll('figure').forEach(f => { f.contentEditable = 'false'; });
  const section = area.querySelector('section.footnotes');
  for (const link of area.querySelectorAll('sup > a[href^="#n"]')) {
    const mark = link.parentElement;
    mark.dataset.ref = link.getAttribute('href').slice(2);
    mark.contentEditable = 'false';
  }
  for (const item of section?.querySelectorAll('li') ?? []) {
    const key = /^n(\d+)$/.exec(item.id)?.[1];
    item.querySelectorAll('a[href^="#r"]').forEach(a => a.remove());
    const spans = [...item.children].filter(c => c.tagName === 'SPAN');
    const text = spans.length === 2 ? spans[1] : item;
    const html = text.innerHTML.trim();
    item.removeAttribute('id');
    item.dataset.note = key ?? `x${Math.random()}`;
    item.innerHTML = '<span data-n></span><span data-text contenteditable="true"></span>';
    item.lastChild.innerHTML = html;
  }
  if (section) {
    section.contentEditable = 'false';
    area.append(section);
  }
}

/** What is sent: our own few elements, and nothing of what only editing needs. */
export function close(area, words) {
  const copy = document.implementation.createHTMLDocument('').importNode(area, true);
  copy.querySelectorAll('[data-upload]').forEach(e => e.remove());
  copy.querySelectorAll('span:not([data-n]):not([data-text]), font').forEach(e => e.replaceWith(...e.childNodes));
  for (const [from, to] of [['b', 'strong'], ['i', 'em'], ['strike', 's'], ['del', 's']]) {
    for (const e of copy.querySelectorAll(from)) {
      const made = copy.ownerDocument.createElement(to);
      made.append(...e.childNodes);
      e.replaceWith(made);
    }
  }
  const seen = new Set();
  for (const mark of copy.querySelectorAll('sup[data-ref]')) {
    const n = mark.dataset.n;
    const link = mark.firstChild;
    link.setAttribute('href', `#n${n}`);
    if (!seen.has(n))
      link.id = `r${n}`;
    seen.add(n);
  }
  for (const [i, item] of [...copy.querySelectorAll('section.footnotes li')].entries()) {
    const n = String(i + 1);
    item.id = `n${n}`;
    item.firstChild.textContent = markOf(i + 1);
    item.lastChild.removeAttribute('aria-label');
    if (seen.has(n)) {
      const back = item.lastChild.appendChild(copy.ownerDocument.createElement('a'));
      back.setAttribute('href', `#r${n}`);
      back.setAttribute('aria-label', words.back.replace('{0}', n));
      back.textContent = '↑';
    }
  }
  // the paragraph that only keeps a place for the caret
  for (const e of [...copy.children].reverse()) {
    if (e.tagName === 'SECTION')
      continue;
    if (!/^(P|H[2-4])$/.test(e.tagName) || e.textContent.trim() || e.querySelector('img'))
      break;
    e.remove();
  }
  for (const e of copy.querySelectorAll('*')) {
    for (const { name } of [...e.attributes]) {
      if (name === 'style' || name === 'contenteditable' || name === 'spellcheck' || name === 'draggable' || name === 'tabindex' || name === 'loading' || name.startsWith('data-')
        || name === 'class' && !/^(scroll|footnotes|src)$/.test(e.className) || name === 'role')
        e.removeAttribute(name);
    }
  }
  copy.normalize();
  return copy.textContent.trim() || copy.querySelector('img') ? copy.innerHTML : '';
}
