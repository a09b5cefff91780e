// Makes plain text of ours out of what Word, WPS, LibreOffice and web pages put on the clipboard: an allow-list, and what their styles mean.
import { figuresOf } from './rtf.js';
import { lists } from './wordlists.js';
import { footnotes } from './wordnotes.js';

const Gone = 'script, style, template, noscript, iframe, object, embed, svg, math, title, meta, link, base, xml, textarea, select, input, button, video, audio, canvas, head, '
  + '[hidden], [style*="display:none" i], [style*="display: none" i], [style*="mso-hide:all" i], [style*="mso-element:header" i], [style*="mso-element:footer" i], '
  + '[style*="mso-element:comment" i], .MsoCommentReference, .msocomanchor, .msocomoff';
const Blocks = 'p, h1, h2, h3, h4, h5, h6, ul, ol, li, dl, dt, dd, table, blockquote, figure, hr, div, section, article, main, header, footer, aside, nav, address, pre, center, form, fieldset, details, img';
const Same = { B: 'strong', STRONG: 'strong', I: 'em', EM: 'em', U: 'u', INS: 'u', S: 's', STRIKE: 's', DEL: 's', SUP: 'sup', SUB: 'sub' };
const Cjk = '[\\u2e80-\\u9fff\\uf900-\\ufaff\\ufe30-\\ufe4f\\uff00-\\uffef\\u201c\\u201d]';
const Wrapped = new RegExp(`(${Cjk})[ \\t]*[\\r\\n]+[ \\t]*(?=${Cjk})`, 'g');

const style = (element, name) => new RegExp(`(?:^|;)\\s*${name}\\s*:\\s*([^;]+)`, 'i').exec(element.getAttribute('style') ?? '')?.[1].trim().toLowerCase();
const isBlock = node => node.nodeType === Node.ELEMENT_NODE && node.matches(Blocks);
const hasBlocks = node => node.nodeType === Node.ELEMENT_NODE && (isBlock(node) || node.querySelector(Blocks));

export const safeHref = href => {
  href = href?.trim() ?? '';
  if (/^(https?:\/\/|mailto:)[^\s]+$/i.test(href) || /^\/(?![/\\])[^\s]*$/.test(href))
    return href.startsWith(`${location.origin}/`) ? href.slice(location.origin.length) : href;
  return undefined;
};

/** As a document that loads and runs nothing. Handlers would not run either, but each would be reported as an offence against the page's policy. */
export const parse = html => new DOMParser().parseFromString(html.replace(/<[a-z][^>]*>/gi, tag => tag.replace(/([\s"'/])on[a-z]+\s*=/gi, '$1data-on=')), 'text/html');

const ownPicture = src => /^\/media\/[0-9a-z]{16,64}\.(svg|png|jpe?g|webp|gif|avif)$/.exec(src?.replace(location.origin, '') ?? '')?.[0];

/**
 * @param can what the editor may hold: bold, emphasis, heading, quote, lists, picture, table, footnote, link
 * @returns blocks of our own; pictures to upload, each with its place `p[data-picture]`; how many pictures could not be read
 */
export function clean(html, { can, rtf, lostPicture }) {
  const source = parse(html);
  const isWord = /mso-|urn:schemas-microsoft-com/i.test(html);
  const out = document.implementation.createHTMLDocument('');
  const result = { blocks: out.createElement('div'), pictures: [], lost: 0, notes: new Map() };
  const make = (tag, ...children) => {
    const element = out.createElement(tag);
    element.append(...children);
    return element;
  };

  for (const comment of comments(source))
    comment.remove();
  if (isWord)
    source.querySelectorAll('del').forEach(e => e.remove());
  // the mark of a list or a numbered heading is read before it goes
  result.notes = footnotes(source, can.footnote);
  lists(source, style);
  source.querySelectorAll(Gone).forEach(e => e.remove());
  const fromRtf = figuresOf(rtf, [...source.querySelectorAll('img')].filter(i => /^file:/i.test(i.getAttribute('src') ?? '')).length);
  const levels = headingLevels(source);
  source.querySelectorAll('*').forEach(bySpan);
  flow(source.body.childNodes, result.blocks);
  tidy(result.blocks);
  for (const [id, note] of result.notes) {
    const line = make('span', ...inline(note.childNodes));
    tidy(line);
    result.notes.set(id, line.innerHTML.trim());
  }
  return result;

  function headingLevels() {
    const found = new Map();
    for (const e of source.querySelectorAll('h1, h2, h3, h4, h5, h6, p, div')) {
      const named = /^H([1-6])$/.exec(e.tagName)?.[1] ?? /\bMso(?:Heading|TocHeading)([1-9])\b/.exec(e.className)?.[1] ?? style(e, 'mso-outline-level');
      const level = /\bMsoTitle\b/.test(e.className) ? 0 : /\bMsoSubtitle\b/.test(e.className) ? .5 : named === undefined ? NaN : Number(named);
      if (!Number.isNaN(level) && e.textContent.trim() && !e.closest('table, li, [data-li]') && !e.querySelector('p, div'))
        found.set(e, level);
    }
    // the highest that occurs becomes a heading of the first rank, whatever number it had
    const ranks = [...new Set(found.values())].sort((a, b) => a - b);
    return new Map([...found].map(([e, level]) => [e, `h${Math.min(2 + ranks.indexOf(level), 4)}`]));
  }

  // bold and the like that stand in styles become elements
  function bySpan(e) {
    const weight = style(e, 'font-weight');
    // Google wraps everything in <b style="font-weight:normal">
    if (/^(B|STRONG)$/.test(e.tagName) && /^(normal|[1-4]00)$/.test(weight ?? ''))
      e.replaceWith(...e.childNodes);
    if (!/^(SPAN|FONT|A|CODE|MARK|SMALL|BIG|LABEL|CITE|VAR|DFN)$/.test(e.tagName))
      return;
    const wraps = [
      /^(bold|bolder|[6-9]00)$/.test(weight ?? '') && 'strong',
      (/^(italic|oblique)/.test(style(e, 'font-style') ?? '') || /^(CITE|VAR|DFN)$/.test(e.tagName) || /^(?!none)/.test(style(e, 'text-emphasis') ?? style(e, 'text-emphasis-style') ?? 'none')) && 'em',
      /line-through/.test(style(e, 'text-decoration') ?? style(e, 'text-decoration-line') ?? '') && 's',
      e.tagName !== 'A' && /underline/.test(style(e, 'text-decoration') ?? style(e, 'text-decoration-line') ?? '') && 'u',
      style(e, 'vertical-align') === 'super' && !e.querySelector('sup') && 'sup',
      style(e, 'vertical-align') === 'sub' && 'sub',
    ].filter(Boolean);
    for (const tag of wraps) {
      const wrap = source.createElement(tag);
      wrap.append(...e.childNodes);
      e.append(wrap);
    }
  }

  // blocks one after another; text that stands between them gets a paragraph of its own
  function flow(nodes, into) {
    let line;
    for (const node of nodes) {
      if (node.nodeType === Node.TEXT_NODE && (line || node.data.trim()) || node.nodeType === Node.ELEMENT_NODE && !hasBlocks(node)) {
        if (node.nodeName === 'BR') {
          line = undefined;
          continue;
        }
        line ??= into.appendChild(make('p'));
        line.append(...inline([node]));
      } else if (node.nodeType === Node.ELEMENT_NODE) {
        line = undefined;
        block(node, into);
      }
    }
  }

  function block(e, into) {
    switch (e.tagName) {
      case 'IMG':
        return picture(e, into);
      case 'TABLE':
        return table(e, into);
      case 'UL': case 'OL':
        return can.lists ? into.append(list(e)) : flow(e.childNodes, into);
      case 'BLOCKQUOTE': {
        const quote = make('blockquote');
        flow(e.childNodes, quote);
        return into.append(...can.quote ? [quote] : quote.childNodes);
      }
      case 'FIGURE': {
        const before = into.lastChild;
        e.querySelectorAll('img').forEach(img => picture(img, into, e.querySelector('figcaption')?.textContent.trim()));
        return into.lastChild === before ? flow(e.childNodes, into) : undefined;
      }
      case 'HR':
        return;
      case 'PRE':
        return into.append(...e.textContent.split(/\r?\n/).filter(t => t.trim()).map(t => make('p', t)));
      default: {
        const level = levels.get(e);
        if ([...e.children].some(hasBlocks))
          return flow(e.childNodes, into);
        if (level && !can.heading)
          return into.append(make('p', can.bold ? make('strong', ...inline(e.childNodes)) : e.textContent));
        return into.append(make(level ?? 'p', ...inline(e.childNodes)));
      }
    }
  }

  function list(e) {
    const made = make(e.tagName.toLowerCase());
    if (e.tagName === 'OL' && Number(e.getAttribute('start')) > 1)
      made.setAttribute('start', String(parseInt(e.getAttribute('start'), 10)));
    for (const child of e.children) {
      if (/^[UO]L$/.test(child.tagName)) {
        // Word's and old editors' way: the inner list stands beside the item it belongs to
        (made.lastChild ?? made.appendChild(make('li'))).append(list(child));
        continue;
      }
      const item = made.appendChild(make('li'));
      flow(child.childNodes, item);
      unwrap(item);
    }
    return made;
  }

  // one paragraph in an item or a cell is no paragraph; several stay apart by a line break, lists as they are
  function unwrap(box) {
    const lines = [...box.children].filter(c => /^(P|H[2-4])$/.test(c.tagName));
    lines.forEach((p, i) => {
      if (i > 0 && p.previousSibling && p.textContent.trim())
        p.before(make('br'));
      p.replaceWith(...p.childNodes);
    });
  }

  function table(e, into) {
    const rows = [...e.rows].filter(r => r.closest('table') === e);
    const cells = rows.flatMap(r => [...r.cells]);
    // one cell, or no feature for it: the table was there for the layout
    if (!can.table || cells.length < 2)
      return cells.forEach(c => flow(c.childNodes, into));
    const made = make('table');
    if (e.caption?.textContent.trim())
      made.append(make('caption', e.caption.textContent.trim()));
    const isHead = row => row.closest('thead') || [...row.cells].every(c => c.tagName === 'TH')
      || row === rows[0] && rows.length > 1 && [...row.cells].every(c => c.textContent.trim() && c.querySelector('b, strong') && !bare(c));
    const body = make('tbody');
    let head;
    for (const row of rows) {
      const isTop = isHead(row) && !body.hasChildNodes();
      const line = (isTop ? head ??= make('thead') : body).appendChild(make('tr'));
      for (const cell of row.cells) {
        const to = line.appendChild(make(isTop || cell.tagName === 'TH' ? 'th' : 'td'));
        for (const span of ['colspan', 'rowspan']) {
          if (/^[1-9]\d?$/.test(cell.getAttribute(span) ?? '') && cell.getAttribute(span) !== '1')
            to.setAttribute(span, cell.getAttribute(span));
        }
        if (to.tagName === 'TH')
          to.setAttribute('scope', isTop ? 'col' : 'row');
        flow(cell.childNodes, to);
        if (to.tagName === 'TH')
          to.querySelectorAll('strong').forEach(s => s.replaceWith(...s.childNodes));
        unwrap(to);
      }
    }
    made.append(...[head, body].filter(p => p?.hasChildNodes()));
    into.append(made);
  }

  // text of a cell that is not bold
  function bare(cell) {
    const walker = source.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      if (walker.currentNode.data.trim() && !walker.currentNode.parentElement.closest('b, strong'))
        return true;
    }
    return false;
  }

  function picture(img, into, caption = '') {
    const src = img.getAttribute('src') ?? '';
    const alt = (img.getAttribute('alt') ?? '').replace(/\s+/g, ' ').trim();
    // a pixel that counts readers is no picture
    if (Number(img.getAttribute('width')) === 1 && Number(img.getAttribute('height')) === 1)
      return;
    const own = ownPicture(src);
    if (own && can.picture) {
      const figure = make('figure');
      const copy = figure.appendChild(make('img'));
      copy.setAttribute('src', own);
      for (const name of ['width', 'height'])
        if (/^\d{1,5}$/.test(img.getAttribute(name) ?? ''))
          copy.setAttribute(name, img.getAttribute(name));
      copy.setAttribute('alt', alt);
      if (caption)
        figure.append(make('figcaption', caption));
      into.append(figure);
      return;
    }
    const file = /^data:image\/(?!svg)/i.test(src) ? fromData(src) : /^file:/i.test(src) ? fromRtf.shift() : undefined;
    if (!file || !can.picture) {
      result.lost++;
      into.append(make('p', lostPicture));
      return;
    }
    const place = make('p');
    place.dataset.picture = String(result.pictures.push({ file, alt, caption }) - 1);
    into.append(place);
  }

  function inline(nodes) {
    const made = [];
    for (const node of nodes) {
      if (node.nodeType === Node.TEXT_NODE) {
        made.push(out.createTextNode(node.data.replace(Wrapped, '$1').replace(/[\s\u00a0]+/g, ' ')));
      } else if (node.nodeType === Node.ELEMENT_NODE) {
        const inner = inline(node.childNodes);
        const tag = Same[node.tagName];
        const allowed = tag === 'strong' ? can.bold : tag === 'em' ? can.emphasis : tag;
        const href = node.tagName === 'A' && can.link ? safeHref(node.getAttribute('href')) : undefined;
        if (node.tagName === 'BR') {
          made.push(make('br'));
        } else if (node.dataset.ref !== undefined) {
          const mark = make('sup');
          mark.dataset.ref = node.dataset.ref;
          made.push(mark);
        } else if (allowed) {
          made.push(make(tag, ...inner));
        } else if (href && inner.length > 0) {
          const link = make('a', ...inner);
          link.setAttribute('href', href);
          made.push(link);
        } else {
          made.push(...inner);
        }
      }
    }
    return made;
  }
}

// joins what Word cut into pieces, and drops what holds nothing
function tidy(root) {
  for (const e of root.querySelectorAll('h2 strong, h3 strong, h4 strong'))
    e.replaceWith(...e.childNodes);
  root.normalize();
  for (const e of [...root.querySelectorAll('strong, em, u, s, sup, sub, a')].reverse()) {
    const next = e.nextSibling;
    if (e.dataset.ref === undefined && !e.textContent && !e.querySelector('br, img, [data-ref]'))
      e.remove();
    else if (e.dataset.ref === undefined && next?.nodeName === e.nodeName && next.dataset.ref === undefined && next.getAttribute('href') === e.getAttribute('href')) {
      e.append(...next.childNodes);
      next.remove();
    }
  }
  root.normalize();
  for (const e of root.querySelectorAll('p, h2, h3, h4, li, td, th, caption')) {
    trim(e, 'firstChild', /^[\s\u3000]+/);
    trim(e, 'lastChild', /[\s\u3000]+$/);
    if (/^(P|H[2-4]|LI)$/.test(e.tagName) && !e.textContent.trim() && e.dataset.picture === undefined && !e.querySelector('img, [data-ref], [data-picture]'))
      e.remove();
  }
  root.querySelectorAll('ul, ol, blockquote').forEach(e => e.children.length || e.remove());
}

// down to the text at the edge
function trim(e, edge, spaces) {
  for (let node = e[edge]; node; node = e[edge]) {
    while (node.nodeType === Node.ELEMENT_NODE && node[edge])
      node = node[edge];
    if (node.nodeName === 'BR') {
      node.remove();
      continue;
    }
    if (node.nodeType !== Node.TEXT_NODE)
      return;
    node.data = node.data.replace(spaces, '');
    if (node.data)
      return;
    node.remove();
  }
}

function comments(source) {
  const found = [];
  const walker = source.createTreeWalker(source, NodeFilter.SHOW_COMMENT);
  while (walker.nextNode())
    found.push(walker.currentNode);
  return found;
}

function fromData(src) {
  const [, type, data] = /^data:(image\/[\w.+-]+)[^,]*;base64,(.*)$/is.exec(src) ?? [];
  if (!data)
    return undefined;
  try {
    return new Blob([Uint8Array.from(atob(data.replace(/\s/g, '')), c => c.charCodeAt(0))], { type });
  } catch {
    return undefined;
  }
}

/** A line of plain text is a paragraph; the two spaces that Chinese paragraphs begin with come from the style sheet. */
export const lines = text => text.split(/\r?\n|\r|\u2028|\u2029/).map(t => t.replace(/^[\s\u3000]+|[\s\u3000]+$/g, '')).filter(Boolean);
