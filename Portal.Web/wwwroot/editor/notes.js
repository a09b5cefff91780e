// Footnotes: a mark in the text and a line at its end belong together by a key. Numbers follow from where the marks stand.
import * as selection from './selection.js';

/** ① and on to ㊿, then plain figures. */
export const markOf = n => n <= 20 ? String.fromCharCode(0x245f + n) : n <= 35 ? String.fromCharCode(0x323c + n) : n <= 50 ? String.fromCharCode(0x328d + n) : String(n);

export class Notes {
  constructor(area, words) {
    this.area = area;
    this.words = words;
    this.had = new Set();
    this.lost = new Map();
    this.next = Date.now();
  }

  get section() {
    return this.area.querySelector('section.footnotes');
  }

  newKey = () => `k${(this.next++).toString(36)}`;

  mark(key) {
    const mark = document.createElement('sup');
    mark.dataset.ref = key;
    mark.contentEditable = 'false';
    return mark;
  }

  line(key, html = '') {
    const line = document.createElement('li');
    line.dataset.note = key;
    line.innerHTML = '<span data-n></span><span data-text contenteditable="true"></span>';
    line.lastChild.innerHTML = html;
    return line;
  }

  insert() {
    const range = selection.range(this.area);
    const at = range && (range.endContainer.nodeType === Node.TEXT_NODE ? range.endContainer.parentElement : range.endContainer);
    if (!at || at.closest('section.footnotes, figure') || at === this.area)
      return false;
    range.collapse(false);
    const key = this.newKey();
    const mark = this.mark(key);
    range.insertNode(mark);
    this.number(new Map([[key, '']]));
    const text = this.area.querySelector(`li[data-note="${key}"] [data-text]`);
    text.focus();
    selection.caretAt(text);
    return true;
  }

  /** From a note back to behind its mark. */
  leave(text) {
    const mark = this.area.querySelector(`sup[data-ref="${CSS.escape(text.closest('li').dataset.note)}"]`);
    this.area.focus();
    if (mark)
      selection.caretAt(mark.parentNode, [...mark.parentNode.childNodes].indexOf(mark) + 1);
  }

  /** Numbers marks and lines, makes lines for new marks, and takes those away whose mark has gone. @param texts of marks that have just come in, by key */
  number(texts = new Map()) {
    const marks = [...this.area.querySelectorAll('sup[data-ref]')];
    let section = this.section;
    if (marks.length === 0 && !section)
      return;
    if (!section) {
      section = document.createElement('section');
      section.className = 'footnotes';
      section.contentEditable = 'false';
      section.append(document.createElement('ol'));
    }
    if (section.nextSibling || section.parentNode !== this.area)
      this.area.append(section);
    section.setAttribute('aria-label', this.words.notes);
    const list = section.querySelector('ol');
    const lines = new Map([...list.children].map(li => [li.dataset.note, li]));
    const used = new Set();
    const inOrder = [];
    for (const [i, mark] of marks.entries()) {
      let key = mark.dataset.ref;
      // a copy of a mark is a note of its own
      if (used.has(key)) {
        const from = texts.get(key) ?? lines.get(key)?.querySelector('[data-text]').innerHTML ?? '';
        key = mark.dataset.ref = this.newKey();
        lines.set(key, this.line(key, from));
      }
      used.add(key);
      this.had.add(key);
      const line = lines.get(key) ?? this.lost.get(key) ?? this.line(key, texts.get(key));
      inOrder.push(line);
      this.show(mark, i + 1);
    }
    for (const [key, line] of lines) {
      if (used.has(key))
        continue;
      if (this.had.has(key))
        this.lost.set(key, line);
      else
        inOrder.push(line);
    }
    if (inOrder.length !== list.children.length || inOrder.some((line, i) => list.children[i] !== line))
      list.replaceChildren(...inOrder);
    for (const [i, line] of inOrder.entries()) {
      const n = markOf(i + 1);
      if (line.firstChild.textContent !== n)
        line.firstChild.textContent = n;
      const label = this.words.note.replace('{0}', i + 1);
      line.lastChild.setAttribute('role', 'textbox');
      line.lastChild.setAttribute('aria-label', label);
    }
    if (inOrder.length === 0)
      section.remove();
  }

  show(mark, n) {
    const label = this.words.note.replace('{0}', n);
    if (mark.dataset.n === String(n) && mark.firstElementChild?.getAttribute('aria-label') === label && mark.textContent === markOf(n))
      return;
    mark.contentEditable = 'false';
    mark.dataset.n = String(n);
    const link = document.createElement('a');
    link.setAttribute('aria-label', label);
    link.textContent = markOf(n);
    mark.replaceChildren(link);
  }
}
