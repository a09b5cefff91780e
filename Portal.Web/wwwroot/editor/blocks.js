// What buttons do to whole paragraphs. The browser's own commands nest lists in paragraphs and leave styles behind, each in its way.
import * as selection from './selection.js';

const Text = 'P, H2, H3, H4';
const isText = node => node?.nodeType === Node.ELEMENT_NODE && node.matches(Text);

/** The paragraphs, headings and items that the selection touches; those of notes, tables and pictures are left alone. */
export function chosen(area) {
  const range = selection.range(area);
  if (!range)
    return [];
  const found = [...area.querySelectorAll('p, h2, h3, h4, li')].filter(e => range.intersectsNode(e) && !e.closest('section, table, figure, [data-upload]')
    && !(e.tagName === 'P' && e.parentElement.tagName === 'LI'));
  // an item whose inner list alone is meant
  return found.filter(e => e.tagName !== 'LI' || !found.some(f => f !== e && e.contains(f)) || ownText(e, range));
}

const ownText = (item, range) => [...item.childNodes].some(n => !/^[UO]L$/.test(n.nodeName) && range.intersectsNode(n));

export const at = (area, selector) => {
  const range = selection.range(area);
  const node = range?.commonAncestorContainer;
  const found = (node?.nodeType === Node.TEXT_NODE ? node.parentElement : node)?.closest?.(selector);
  return found && found !== area && area.contains(found) ? found : undefined;
};

function become(element, tag, replaced) {
  if (element.tagName === tag.toUpperCase())
    return element;
  const made = document.createElement(tag);
  made.append(...element.childNodes);
  element.replaceWith(made);
  replaced(element, made);
  return made;
}

export function heading(area, tag) {
  const blocks = chosen(area).filter(isText);
  const to = blocks.every(b => b.tagName === tag.toUpperCase()) ? 'p' : tag;
  selection.keep(area, replaced => blocks.forEach(b => become(b, to, replaced)));
}

export function quote(area) {
  const inside = at(area, 'blockquote') ?? chosen(area).map(b => b.closest('blockquote')).find(Boolean);
  selection.keep(area, replaced => {
    if (inside) {
      // a quotation is one thing: its button takes all of it back
      inside.querySelectorAll('footer').forEach(f => become(f, 'p', replaced));
      inside.replaceWith(...inside.childNodes);
      return;
    }
    const tops = [...new Set(chosen(area).map(b => topOf(area, b)))];
    if (tops.length === 0)
      return;
    const made = document.createElement('blockquote');
    tops[0].before(made);
    made.append(...tops);
    [...made.children].filter(c => /^H\d$/.test(c.tagName)).forEach(h => become(h, 'p', replaced));
  });
}

export function topOf(area, node) {
  while (node && node.parentNode !== area)
    node = node.parentNode;
  return node;
}

export function list(area, tag) {
  const blocks = chosen(area);
  selection.keep(area, replaced => {
    const items = blocks.filter(b => b.tagName === 'LI');
    if (items.length > 0 && items.length === blocks.length) {
      const lists = [...new Set(items.map(i => i.parentElement))];
      if (lists.every(l => l.tagName === tag.toUpperCase()))
        items.forEach(i => lift(i, replaced));
      else
        lists.forEach(l => become(l, tag, replaced));
      return;
    }
    let made;
    for (const block of blocks.filter(isText)) {
      if (!made || made.nextElementSibling !== block) {
        const before = block.previousElementSibling;
        made = before?.tagName === tag.toUpperCase() ? before : document.createElement(tag);
        if (made !== before)
          block.before(made);
      }
      made.append(become(block, 'li', replaced));
    }
    const after = made?.nextElementSibling;
    if (after?.tagName === made?.tagName && after) {
      made.append(...after.childNodes);
      after.remove();
    }
  });
}

// out of its list, one rank up
function lift(item, replaced) {
  const from = item.parentElement;
  const rest = from.cloneNode(false);
  rest.removeAttribute('start');
  while (item.nextSibling)
    rest.append(item.nextSibling);
  if (from.parentElement.tagName === 'LI') {
    from.parentElement.after(item);
    if (rest.children.length > 0)
      item.append(rest);
  } else {
    const inner = [...item.children].filter(c => /^[UO]L$/.test(c.tagName));
    from.after(item);
    const made = become(item, 'p', replaced);
    made.after(...inner, ...rest.children.length > 0 ? [rest] : []);
    if (!made.hasChildNodes())
      made.append(document.createElement('br'));
  }
  if (from.children.length === 0)
    from.remove();
}

/** Enter on an empty line leaves a quotation. */
export function leaveQuote(area) {
  const line = at(area, 'blockquote > p');
  if (!line || line.textContent || line.nextElementSibling)
    return false;
  const quote = line.parentElement;
  quote.after(line);
  if (quote.children.length === 0)
    quote.remove();
  selection.caretAt(line);
  return true;
}

/** Where a picture or a table goes: behind the block with the caret, or in the place of an empty one. */
export function insert(area, ...blocks) {
  let place = topOf(area, at(area, '*') ?? selection.range(area)?.startContainer);
  if (!place || place.nodeType !== Node.ELEMENT_NODE || place.tagName === 'SECTION')
    place = [...area.children].reverse().find(c => c.tagName !== 'SECTION');
  if (!place)
    area.prepend(...blocks);
  else if (place.tagName === 'P' && !place.textContent.trim() && !place.querySelector('img, sup') && place.dataset.upload === undefined)
    place.replaceWith(...blocks);
  else
    place.after(...blocks);
}

export function empty(area) {
  const line = document.createElement('p');
  line.append(document.createElement('br'));
  area.replaceChildren(line);
  selection.caretAt(line);
}

/** Puts the text back into the shape it is stored in, whatever a key has made of it. */
export function settle(area) {
  const strays = () => [...area.childNodes].filter(n => n.nodeType === Node.TEXT_NODE ? n.data.trim() : /^(SPAN|FONT|B|STRONG|I|EM|U|S|A|SUP|SUB|BR|DIV|IMG)$/.test(n.nodeName));
  const styled = area.querySelectorAll('[style], span:not([data-n]):not([data-text]), font');
  if (strays().length > 0 || styled.length > 0) {
    selection.keep(area, replaced => {
      styled.forEach(e => /^(SPAN|FONT)$/.test(e.tagName) && !e.matches('[data-n], [data-text]') ? e.replaceWith(...e.childNodes) : e.removeAttribute('style'));
      let line;
      for (const stray of strays()) {
        if (stray.nodeName === 'DIV') {
          if (stray.querySelector('p, h2, h3, h4, ul, ol, table, blockquote, figure, div'))
            stray.replaceWith(...stray.childNodes);
          else
            become(stray, 'p', replaced);
          line = undefined;
        } else {
          if (!line || line.nextSibling !== stray) {
            line = document.createElement('p');
            stray.before(line);
          }
          line.append(stray);
        }
      }
    });
  }
  let last = area.lastElementChild;
  while (last?.tagName === 'SECTION')
    last = last.previousElementSibling;
  // behind a table or a picture there has to be a line to write on
  if (!last || !/^(P|H[2-4]|UL|OL)$/.test(last.tagName) || last.dataset.upload !== undefined) {
    const line = document.createElement('p');
    line.append(document.createElement('br'));
    if (last)
      last.after(line);
    else
      area.prepend(line);
    if (!last && document.activeElement === area)
      selection.caretAt(line);
  }
}
