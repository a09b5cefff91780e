// Word writes a list as paragraphs that carry `mso-list:l0 level2 lfo1` and their mark as text.
const Numbered = /^[(（]?(?:\d+|[a-z]|[ivxlcdm]+|[一二三四五六七八九十百零〇]+|[①-⑳㈠-㈩])[.)、）．]?$/i;
// these stand alone as well, and are marks then: Wingdings and Courier
const Bullets = /^[·•●○◆■□▪–—\-*§ØüqvnlouÜ\uf000-\uf0ff]$/;

export function lists(source, style) {
  const items = [];
  for (const e of source.querySelectorAll('p, h1, h2, h3, h4, h5, h6, div')) {
    const [, name, level] = /\b(l\d+)\s+level(\d)/i.exec(style(e, 'mso-list') ?? '') ?? [];
    const marks = [...e.querySelectorAll('[style*="mso-list:ignore" i], [style*="mso-list: ignore" i]')];
    const mark = marks.map(m => m.textContent).join('').replace(/[\s\u00a0]+/g, '');
    const isHeading = /^H\d$/.test(e.tagName) || style(e, 'mso-outline-level') !== undefined;
    // a heading keeps its number, as text
    marks.forEach(m => isHeading && mark && !Bullets.test(mark) ? m.replaceWith(`${mark}${/[、）．]$/.test(mark) ? '' : ' '}`) : m.remove());
    if (name && !isHeading)
      items.push({ e, name, level: Number(level), isOrdered: Numbered.test(mark) && !Bullets.test(mark), start: Number(/^\d+/.exec(mark)?.[0] ?? 1) });
  }
  const isNext = (a, b) => {
    let next = a.e.nextSibling;
    while (next && next.nodeType !== Node.ELEMENT_NODE && !next.textContent.trim())
      next = next.nextSibling;
    return next === b.e;
  };
  for (let i = 0; i < items.length;) {
    const group = [items[i++]];
    while (i < items.length && isNext(group[group.length - 1], items[i]))
      group.push(items[i++]);
    build(source, group);
  }
}

function build(source, group) {
  const open = [];
  for (const item of group) {
    while (open.length > 0 && (open[open.length - 1].level > item.level || open[open.length - 1].level === item.level && open[open.length - 1].isOrdered !== item.isOrdered))
      open.pop();
    let top = open[open.length - 1];
    if (!top || top.level < item.level) {
      const list = source.createElement(item.isOrdered ? 'ol' : 'ul');
      if (item.isOrdered && item.start > 1)
        list.setAttribute('start', item.start);
      if (top)
        top.list.lastChild.append(list);
      else
        item.e.before(list);
      top = { list, level: item.level, isOrdered: item.isOrdered };
      open.push(top);
    }
    const li = top.list.appendChild(source.createElement('li'));
    li.append(...item.e.childNodes);
  }
  // the paragraphs stay where they were until all lists stand, so that each new list finds its place
  group.forEach(item => item.e.remove());
}
