// Footnotes of Word, WPS, LibreOffice and of this editor: the marks become `sup[data-ref]`, the texts leave the text.
const Known = [/#_(ftn|edn)(\d+)$/i, /#sd(footnote|endnote)(\d+)sym$/i];

/** @returns the texts by the key of their mark */
export function footnotes(source, isWanted) {
  const notes = new Map();
  for (const link of source.querySelectorAll('a[href*="#"]')) {
    const [, kind, number] = Known.map(k => k.exec(link.getAttribute('href'))).find(Boolean) ?? [];
    if (!number)
      continue;
    const key = `${kind}${number}`;
    const text = source.querySelector(/^f?e?(tn|dn)$/i.test(kind) ? `[id="${kind}${number}"]` : `[id="sd${kind}${number}"]`);
    if (!text)
      continue;
    const mark = source.createElement('sup');
    mark.dataset.ref = key;
    const outer = link.closest('sup') ?? link;
    outer.replaceWith(mark);
    // the way back that stands before the text
    text.querySelectorAll(`a[href$="#_${kind}ref${number}" i], a[href$="#sd${kind}${number}anc" i]`).forEach(a => (a.closest('sup') ?? a).remove());
    notes.set(key, text);
  }
  for (const text of notes.values())
    text.remove();
  source.querySelectorAll('[style*="mso-element:footnote-list" i], [style*="mso-element:endnote-list" i]').forEach(e => e.remove());
  own(source, notes);
  if (!isWanted) {
    source.querySelectorAll('[data-ref]').forEach(e => e.remove());
    notes.clear();
  }
  return notes;
}

// as this editor shows and as it stores them; a mark that was copied without its text is looked up where it goes
function own(source, notes) {
  const stored = new Map();
  for (const item of source.querySelectorAll('section.footnotes li')) {
    item.querySelectorAll('a[href*="#r"]').forEach(a => a.remove());
    const text = item.querySelector('[data-text]') ?? (item.children.length === 2 && item.lastElementChild.tagName === 'SPAN' ? item.lastElementChild : item);
    if (item.dataset.note)
      notes.set(item.dataset.note, text);
    else if (item.id)
      stored.set(item.id, text);
  }
  for (const link of source.querySelectorAll('sup:not([data-ref]) > a[href*="#n"]')) {
    const id = /#(n\d+)$/.exec(link.getAttribute('href'))?.[1];
    if (!stored.has(id))
      continue;
    link.parentElement.dataset.ref = `own-${id}`;
    notes.set(`own-${id}`, stored.get(id));
  }
  source.querySelectorAll('section.footnotes').forEach(e => e.remove());
}
