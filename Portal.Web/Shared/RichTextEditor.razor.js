// A text somebody writes. It belongs to this module from mount() on: it never travels over the circuit, and nothing writes back into it.
import * as blocks from '../editor/blocks.js';
import { count } from '../editor/count.js';
import { ask } from '../editor/dialogs.js';
import { History } from '../editor/history.js';
import { Keeper } from '../editor/keeper.js';
import { Notes } from '../editor/notes.js';
import { clean, lines, parse, safeHref } from '../editor/paste.js';
import { describe, Pictures } from '../editor/pictures.js';
import * as selection from '../editor/selection.js';
import * as stored from '../editor/stored.js';
import * as tables from '../editor/tables.js';
import { Toolbar } from '../editor/toolbar.js';

const CountPause = 200;
// how long a reload may take for the caret to come back where it was
const Reloading = 60_000;
const Features = ['bold', 'emphasis', 'heading', 'quote', 'lists', 'picture', 'table', 'footnote', 'link'];
const Shortcuts = { b: 'bold', i: 'emphasis', k: 'link' };
const AltShortcuts = { Digit2: 'h2', Digit3: 'h3', KeyF: 'footnote' };

/** By key: after a circuit has come back, a new component takes over from the one that still saves. */
const live = new Map();

const escape = text => text.replace(/[&<>"]/g, c => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]);
const plain = html => parse(html).body.textContent.replace(/\s+/g, '') + (html.match(/<img/g)?.length ?? 0);

class Editor {
  constructor(root, dotnet) {
    this.root = root;
    this.dotnet = dotnet;
    this.area = root.querySelector('.text');
    this.words = JSON.parse(root.dataset.words);
    this.can = Object.fromEntries(Features.map(f => [f, root.dataset.can.split(' ').includes(f)]));
    this.key = root.dataset.editor;
    this.isReadOnly = root.dataset.readonly !== undefined;
    stored.open(this.area);
    this.notes = new Notes(this.area, this.words);
    this.notes.number();
    blocks.settle(this.area);
    this.keeper = new Keeper({
      key: this.key, url: root.dataset.save, writer: root.dataset.writer, saved: this.html(),
      read: () => this.html(), tell: (state, detail) => this.tell(state, detail),
    });
    this.pictures = new Pictures({
      area: this.area, url: root.dataset.pictures, words: this.words, say: text => this.say(text),
      arrived: () => {
        if (this.isClosed)
          return;
        this.shape();
        this.history.amend();
        this.keeper.changed();
        this.told();
      },
    });
    const bar = root.querySelector('[role=toolbar]');
    this.toolbar = bar && new Toolbar(bar, { run: name => this.run(name), back: () => this.focus() });
    this.history = new History(this.area);
    this.events = new AbortController();
    this.listen();
    this.lock(this.isReadOnly);
    this.count();
    this.told(true);
  }

  html = () => stored.close(this.area, this.words);

  /** Saves what there is, pictures on their way included. True when the server has everything. */
  async flush() {
    while (this.pictures.areOnTheWay)
      await new Promise(resolve => setTimeout(resolve, CountPause));
    const isSaved = await this.keeper.flush();
    this.told();
    return isSaved;
  }

  // what happens --------------------------------------------------------

  listen() {
    const signal = this.events.signal;
    const on = (target, type, listener) => target.addEventListener(type, listener, { signal });
    document.execCommand('defaultParagraphSeparator', false, 'p');
    document.execCommand('styleWithCSS', false, false);
    on(this.area, 'beforeinput', e => this.before(e));
    on(this.area, 'input', e => {
      if (!this.isComposing)
        this.typed(e.inputType ?? '');
    });
    on(this.area, 'compositionstart', () => {
      this.history.mark();
      this.isComposing = true;
      this.keeper.freeze();
      this.told();
    });
    on(this.area, 'compositionend', () => {
      this.isComposing = false;
      this.keeper.thaw();
      this.changed(true);
    });
    on(this.area, 'keydown', e => this.keydown(e));
    on(this.area, 'paste', e => this.paste(e));
    on(this.area, 'dragover', e => e.preventDefault());
    on(this.area, 'drop', e => this.drop(e));
    on(this.area, 'dragstart', () => { this.isDragging = true; });
    on(this.area, 'dragend', () => { this.isDragging = false; });
    on(this.area, 'click', e => this.click(e));
    on(this.area, 'focusin', () => { this.hasFocus = true; });
    on(this.area, 'focusout', () => {
      this.keeper.save();
      // an area that is being replaced loses the focus too, but not by anybody's wish
      queueMicrotask(() => { this.hasFocus &&= !this.area.isConnected || this.area.contains(document.activeElement); });
    });
    on(document, 'selectionchange', () => {
      if (this.hasFocus) {
        this.caret = selection.read(this.area) ?? this.caret;
        this.sync();
      }
    });
    on(document, 'visibilitychange', () => document.visibilityState === 'hidden' ? this.keeper.save() : this.keeper.hurry());
    on(window, 'pagehide', () => {
      this.keeper.part();
      if (this.hasFocus)
        sessionStorage.setItem(`portal-caret:${this.key}`, JSON.stringify({ caret: selection.read(this.area), top: this.area.scrollTop, at: Date.now() }));
    });
    on(window, 'online', () => this.keeper.hurry());
    // another script of the page wants everything saved, and an answer
    on(this.root, 'portal:flush', async e => {
      e.preventDefault();
      e.detail(await this.flush());
    });
    // text that has nowhere to go but this computer is worth a question of the browser's
    on(window, 'beforeunload', e => this.root.dataset.state !== 'clean' && this.keeper.nextTry > 0 && e.preventDefault());
    on(this.root.querySelector('[data-picker]') ?? this.root, 'change', e => {
      if (e.target.matches('[data-picker]')) {
        this.addPictures([...e.target.files]);
        e.target.value = '';
      }
    });
  }

  before(event) {
    const type = event.inputType;
    if (type === 'historyUndo' || type === 'historyRedo') {
      event.preventDefault();
      return this.move(type === 'historyUndo' ? -1 : 1);
    }
    const inNote = event.target.closest?.('[data-text]');
    const allowed = { formatBold: 'bold', formatItalic: 'emphasis' }[type];
    if (type.startsWith('format') && !(allowed && this.can[allowed]))
      return event.preventDefault();
    if (inNote && (type === 'insertParagraph' || type === 'insertLineBreak'))
      return event.preventDefault();
    if (!this.isComposing)
      this.history.mark();
  }

  typed(type) {
    // where nothing is left, nothing of its style stays either
    if (type.startsWith('delete') && !this.area.textContent.trim() && !this.area.querySelector('img, td, [data-upload]'))
      blocks.empty(this.area);
    this.changed(type === 'insertText' || type.startsWith('deleteContent'));
  }

  /** After each change of the text, whoever made it. */
  changed(isTyping = false) {
    this.shape();
    this.history.record(isTyping);
    this.keeper.changed();
    this.told();
    this.sync();
    clearTimeout(this.counting);
    this.counting = setTimeout(() => this.count(), CountPause);
  }

  shape(texts) {
    this.pictures.settle();
    blocks.settle(this.area);
    this.notes.number(texts);
  }

  /** Does something that undo takes back in one step. */
  act(deed) {
    if (this.isReadOnly || this.isComposing)
      return;
    this.history.mark();
    deed();
    this.changed();
  }

  move(by) {
    if (this.isReadOnly || this.isComposing || !this.history.move(by))
      return;
    this.shape();
    this.keeper.changed();
    this.told();
    this.sync();
    this.count();
  }

  keydown(event) {
    if (event.isComposing)
      return;
    const note = event.target.closest?.('[data-text]');
    if (note && (event.key === 'Enter' || event.key === 'Escape')) {
      event.preventDefault();
      return this.notes.leave(note);
    }
    if (event.altKey && event.key === 'F10') {
      event.preventDefault();
      return this.toolbar?.focus();
    }
    if (event.key === 'Enter' && !event.shiftKey && !this.isReadOnly && blocks.leaveQuote(this.area)) {
      event.preventDefault();
      return this.changed();
    }
    if (!(event.ctrlKey || event.metaKey))
      return;
    const key = event.key.toLowerCase();
    const name = event.altKey ? AltShortcuts[event.code] : key === 'z' ? (event.shiftKey ? 'redo' : 'undo') : key === 'y' ? 'redo' : event.shiftKey ? undefined : Shortcuts[key];
    const feature = { h2: 'heading', h3: 'heading' }[name] ?? name;
    if (name && (this.can[feature] || name === 'undo' || name === 'redo')) {
      event.preventDefault();
      this.run(name);
    }
  }

  // what the buttons do ---------------------------------------------------

  async run(name) {
    if (name === 'undo' || name === 'redo')
      return this.move(name === 'undo' ? -1 : 1);
    if (this.isReadOnly)
      return;
    if (!selection.range(this.area))
      this.focus();
    switch (name) {
      case 'bold': return this.act(() => document.execCommand('bold'));
      case 'emphasis': return this.act(() => document.execCommand('italic'));
      case 'h2': case 'h3': return this.act(() => blocks.heading(this.area, name));
      case 'quote': return this.act(() => blocks.quote(this.area));
      case 'ul': case 'ol': return this.act(() => blocks.list(this.area, name));
      case 'footnote': return this.act(() => this.notes.insert());
      case 'link': return this.link();
      case 'table': return this.table();
      case 'picture': return this.picture(this.chosenPicture());
    }
  }

  async link() {
    const at = blocks.at(this.area, 'a[href]');
    const range = selection.range(this.area);
    if (!range || blocks.at(this.area, 'figure, sup'))
      return;
    const before = selection.read(this.area);
    const chosen = await ask(this.root, 'link', { href: at?.getAttribute('href'), has: at }, v => this.address(v.href) ? undefined : this.words.badLink);
    this.focus(before);
    if (!chosen)
      return;
    this.act(() => {
      if (chosen.choice === 'remove')
        return at.replaceWith(...at.childNodes);
      const href = this.address(chosen.href);
      if (at)
        at.setAttribute('href', href);
      else if (getSelection().isCollapsed)
        document.execCommand('insertHTML', false, `<a href="${escape(href)}">${escape(chosen.href)}</a>`);
      else
        document.execCommand('createLink', false, href);
    });
  }

  address = href => safeHref(href) ?? (/^[^\s:/]+\.[^\s:]{2,}$/.test(href) ? safeHref(/@/.test(href) ? `mailto:${href}` : `https://${href}`) : undefined);

  async table() {
    const cell = blocks.at(this.area, 'td, th');
    if (!cell) {
      return this.act(() => {
        const table = tables.create();
        blocks.insert(this.area, table);
        selection.caretAt(table.rows[0].cells[0]);
      });
    }
    const before = selection.read(this.area);
    const chosen = await ask(this.root, 'table');
    this.focus(before);
    if (chosen) {
      this.act(() => {
        const now = tables.change(cell, chosen.choice);
        if (now)
          selection.caretAt(now);
      });
    }
  }

  chosenPicture() {
    const range = selection.range(this.area);
    if (!range || range.collapsed)
      return undefined;
    return [...this.area.querySelectorAll('figure, p img')].find(f => range.intersectsNode(f));
  }

  async picture(made) {
    if (!made)
      return this.root.querySelector('[data-picker]')?.click();
    const img = made.tagName === 'IMG' ? made : made.querySelector('img');
    const before = selection.read(this.area);
    const chosen = await ask(this.root, 'picture', { alt: img?.alt, caption: made.querySelector('figcaption')?.textContent, has: true });
    this.focus(before);
    if (chosen)
      this.act(() => chosen.choice === 'remove' ? made.remove() : describe(made, chosen));
  }

  async addPictures(files) {
    const taken = files.filter(f => f.type.startsWith('image/'));
    if (!this.can.picture || this.isReadOnly || taken.length === 0)
      return;
    const places = taken.map(f => this.pictures.place(f));
    this.act(() => blocks.insert(this.area, ...places));
    for (const place of places) {
      const picture = this.pictures.all.get(place.dataset.upload);
      const chosen = await ask(this.root, 'picture', { alt: picture.alt, caption: picture.caption });
      this.focus();
      if (!chosen)
        continue;
      Object.assign(picture, { alt: chosen.alt, caption: chosen.caption });
      // it may have arrived while somebody was looking for words
      const made = picture.done && [...this.area.querySelectorAll('figure')].find(f => f.querySelector('img').getAttribute('src') === picture.done.url);
      if (made)
        this.act(() => describe(made, picture));
    }
  }

  click(event) {
    const mark = event.target.closest('sup[data-ref]');
    const made = event.target.closest('figure, p img');
    if (mark) {
      event.preventDefault();
      const text = this.area.querySelector(`li[data-note="${CSS.escape(mark.dataset.ref)}"] [data-text]`);
      text?.focus();
      if (text)
        getSelection().selectAllChildren(text);
      getSelection().collapseToEnd();
    } else if (made && !this.isReadOnly && this.can.picture) {
      this.picture(made);
    }
  }

  // what comes from elsewhere ---------------------------------------------

  paste(event) {
    event.preventDefault();
    if (!this.isReadOnly)
      this.take(event.clipboardData, event.target.closest?.('[data-text]'));
  }

  drop(event) {
    // within the text the browser moves things well enough
    if (this.isDragging)
      return;
    event.preventDefault();
    if (this.isReadOnly)
      return;
    const at = selection.under(event);
    this.area.focus();
    if (at && this.area.contains(at[0]))
      selection.caretAt(...at);
    this.take(event.dataTransfer, event.target.closest?.('[data-text]'));
  }

  take(data, note) {
    const html = data.getData('text/html');
    const text = data.getData('text/plain');
    const files = [...data.files];
    // Word and Excel put a picture of the text beside the text; a browser puts an <img> beside the file that it copied
    const hasText = html && parse(html).body.textContent.trim();
    if (files.some(f => f.type.startsWith('image/')) && !hasText && !note)
      return this.addPictures(files);
    if (hasText || /<img/i.test(html))
      return this.insertHtml(html, data.getData('text/rtf'), note);
    const paragraphs = lines(text);
    if (paragraphs.length > 0)
      this.act(() => document.execCommand('insertHTML', false, note || paragraphs.length === 1 ? escape(paragraphs.join(' ')) : paragraphs.map(t => `<p>${escape(t)}</p>`).join('')));
  }

  insertHtml(html, rtf, note) {
    const can = { ...this.can, picture: this.can.picture && !note, footnote: this.can.footnote && !note };
    const taken = clean(html, { can, rtf, lostPicture: this.words.lostPicture });
    if (note)
      return this.act(() => document.execCommand('insertHTML', false, [...taken.blocks.children].map(b => b.innerHTML).join(' ')));
    this.act(() => {
      const places = this.places(taken);
      const only = taken.blocks.children.length === 1 && taken.blocks.firstChild.tagName === 'P' ? taken.blocks.firstChild : undefined;
      // tables, lists and pictures inside a paragraph or a heading would be torn apart
      const isTextOnly = [...taken.blocks.children].every(b => /^(P|H[2-4])$/.test(b.tagName) && b.dataset.upload === undefined);
      if (only && isTextOnly)
        document.execCommand('insertHTML', false, only.innerHTML);
      else if (isTextOnly && !blocks.at(this.area, 'td, th, li'))
        document.execCommand('insertHTML', false, taken.blocks.innerHTML);
      else
        this.insertBlocks([...taken.blocks.childNodes]);
      this.notes.number(places);
    });
    if (taken.lost > 0)
      this.say(this.words.lostPictures.replace('{0}', taken.lost));
  }

  // gives pictures their places and notes keys that are free here
  places(taken) {
    for (const place of taken.blocks.querySelectorAll('[data-picture]')) {
      const { file, alt, caption } = taken.pictures[Number(place.dataset.picture)];
      place.replaceWith(this.pictures.place(file, { alt, caption }));
    }
    taken.blocks.querySelectorAll('figure').forEach(f => { f.contentEditable = 'false'; });
    const texts = new Map();
    for (const [old, text] of taken.notes) {
      const key = this.notes.newKey();
      taken.blocks.querySelectorAll(`[data-ref="${CSS.escape(old)}"]`).forEach(m => { m.dataset.ref = key; });
      texts.set(key, text);
    }
    taken.blocks.querySelectorAll('[data-ref]').forEach(m => { m.contentEditable = 'false'; });
    return texts;
  }

  // between two halves of the paragraph with the caret; within a cell or an item only its text
  insertBlocks(nodes) {
    if (blocks.at(this.area, 'td, th') && nodes.some(n => n.nodeName === 'TABLE' || n.dataset?.upload || n.querySelector?.('[data-upload], figure')))
      return blocks.insert(this.area, ...nodes);
    if (blocks.at(this.area, 'td, th, li'))
      return document.execCommand('insertHTML', false, nodes.map(n => /^(UL|OL)$/.test(n.nodeName) ? [...n.children].map(c => c.innerHTML).join('<br>') : n.innerHTML).join('<br>'));
    const range = selection.range(this.area);
    range?.deleteContents();
    const line = range && blocks.topOf(this.area, range.startContainer);
    if (line && /^(P|H[2-4])$/.test(line.tagName) && line.textContent.trim() && line.dataset.upload === undefined) {
      range.setEndAfter(line);
      const rest = range.extractContents();
      line.after(...nodes, ...rest.textContent.trim() ? [rest] : []);
      if (!line.textContent && !line.querySelector('img, sup'))
        line.remove();
    } else {
      blocks.insert(this.area, ...nodes);
    }
    const last = nodes[nodes.length - 1];
    getSelection().selectAllChildren(last.lastElementChild ?? last);
    getSelection().collapseToEnd();
  }

  /** Puts another text in the place of this one, as one step that undo takes back. */
  fill(html) {
    const taken = clean(html, { can: this.can, lostPicture: this.words.lostPicture });
    this.act(() => {
      const texts = this.places(taken);
      for (const key of this.area.querySelectorAll('li[data-note]'))
        this.notes.had.add(key.dataset.note);
      this.area.replaceChildren(...taken.blocks.childNodes);
      blocks.settle(this.area);
      this.notes.number(texts);
      getSelection().selectAllChildren(this.area);
      getSelection().collapseToStart();
    });
    this.focus(selection.read(this.area));
  }

  // what is shown ---------------------------------------------------------

  focus(caret) {
    this.area.focus({ preventScroll: caret !== undefined });
    if (caret)
      selection.write(this.area, caret);
    else if (!selection.range(this.area) || getSelection().anchorNode === this.area)
      selection.caretAt(this.area.querySelector('p, h2, h3, h4, li') ?? this.area);
  }

  sync() {
    if (!this.toolbar)
      return;
    const inside = s => blocks.at(this.area, s);
    const isNote = inside('[data-text]');
    const isCell = inside('td, th, caption');
    const on = {
      bold: () => document.queryCommandState('bold') && !inside('h2, h3, h4, th'), emphasis: () => document.queryCommandState('italic'),
      h2: () => inside('h2'), h3: () => inside('h3'), quote: () => inside('blockquote'), ul: () => inside('ul'), ol: () => inside('ol') && !isNote,
      link: () => inside('a[href]'), table: () => isCell,
    };
    const has = selection.range(this.area);
    this.toolbar.show(
      name => has && on[name]?.(),
      name => this.isReadOnly || has && (isNote && !['bold', 'emphasis', 'link', 'undo', 'redo'].includes(name) || isCell && ['h2', 'h3', 'quote', 'ul', 'ol'].includes(name)));
  }

  count() {
    const copy = this.area.cloneNode(true);
    copy.querySelectorAll('[data-upload], [data-n], sup[data-ref]').forEach(e => e.remove());
    copy.querySelectorAll('p, h2, h3, h4, li, tr, td, th, br, caption, figcaption').forEach(e => e.before(' '));
    this.showCount(count(copy.textContent));
  }

  showCount(characters) {
    const { min, max } = this.root.dataset;
    const figure = n => n.toLocaleString('en-US');
    const missing = Number(min) - characters;
    const over = characters - Number(max);
    const sentence = min && missing > 0 ? this.words.missing.replace('{1}', figure(missing)) : max && over > 0 ? this.words.over.replace('{1}', figure(over)) : this.words.count;
    this.root.querySelectorAll('[data-count]').forEach(e => {
      e.textContent = sentence.replace('{0}', figure(characters));
      e.classList.toggle('bad', Boolean(max) && over > 0);
    });
    this.emit('count', { characters });
  }

  // to the page and to the component ---------------------------------------

  emit(name, detail) {
    this.root.dispatchEvent(new CustomEvent(`portal:${name}`, { bubbles: true, detail }));
  }

  call(name, ...values) {
    // without a circuit the page goes on by the events
    try {
      this.dotnet?.invokeMethodAsync(name, ...values).catch(() => {});
    } catch {
      // not connected
    }
  }

  /** Marks the root clean or not, and says so when it turns. */
  told(isFirst = false) {
    const isClean = this.keeper.isClean && !this.pictures.areOnTheWay;
    if (isClean === (this.root.dataset.clean !== undefined) && !isFirst)
      return;
    if (isClean)
      this.root.dataset.clean = '';
    else
      delete this.root.dataset.clean;
    if (!isFirst && !isClean)
      this.emit('dirty');
  }

  tell(state, detail) {
    this.root.dataset.state = state === 'saved' ? 'clean' : state;
    this.told();
    switch (state) {
      case 'saved': {
        const at = new Date(detail.saved ?? Date.now());
        this.notice(undefined);
        this.root.querySelectorAll('[data-said]').forEach(e => { e.textContent = this.words.saved.replace('{0}', at.toLocaleTimeString('en-GB', { hour12: false })); });
        if (typeof detail.characters === 'number' && this.keeper.isClean)
          this.showCount(detail.characters);
        this.emit('saved', { ...detail, isClean: this.keeper.isClean });
        return this.call('SavedAsync', detail);
      }
      case 'failed':
        return this.notice(this.words.failed);
      case 'signedout':
        this.notice(detail.problem ?? this.words.signedOut);
        return this.refused(detail);
      case 'toolong':
        this.notice(detail.problem ?? this.words.tooLong);
        return this.refused(detail);
      case 'refused':
        this.lock(true);
        this.notice(detail.problem ?? this.words.refused);
        return this.refused(detail);
    }
  }

  refused({ status, problem }) {
    this.emit('refused', { status, problem });
    this.call('RefusedAsync', status, problem ?? null);
  }

  /** What stands in the way of saving, until it is gone. */
  notice(text) {
    const line = this.root.querySelector('[data-notice]');
    if (line.textContent !== (text ?? ''))
      line.textContent = text ?? '';
    line.hidden = !text;
  }

  /** What has happened once. */
  say(text) {
    const line = this.root.querySelector('[data-message]');
    line.textContent = text;
    line.hidden = false;
  }

  lock(isReadOnly) {
    this.isReadOnly = isReadOnly;
    this.area.contentEditable = String(!isReadOnly);
    this.area.setAttribute('aria-readonly', String(isReadOnly));
    this.area.querySelectorAll('[data-text]').forEach(t => { t.contentEditable = String(!isReadOnly); });
    this.sync();
  }

  // from one component to the next -----------------------------------------

  /** Text this computer still has and the server has not is offered, never put in by itself. */
  offer() {
    const kept = this.keeper.keptHere();
    if (!kept || this.isReadOnly)
      return;
    if (plain(kept.html) === plain(this.keeper.saved) || plain(kept.html) === plain(this.html())) {
      this.keeper.forgetHere(kept.place);
      return this.offer();
    }
    const line = this.root.querySelector('[data-offer]');
    line.querySelector('span').textContent = this.words.offer.replace('{0}', new Date(kept.at).toLocaleString('sv-SE').slice(0, 16));
    line.hidden = false;
    line.onclick = e => {
      const choice = e.target.closest('button')?.dataset.choice;
      if (!choice)
        return;
      line.hidden = true;
      if (choice === 'restore') {
        this.fill(kept.html);
        // under its new writer first
        this.keeper.capture();
        this.keeper.keepHere();
      }
      if (choice !== 'restore' || kept.place !== this.keeper.places + this.keeper.writer)
        this.keeper.forgetHere(kept.place);
      this.offer();
    };
  }

  inherit(previous) {
    const server = plain(this.keeper.saved);
    previous.keeper.capture();
    const isSameText = [previous.keeper.saved, previous.keeper.sent ?? previous.keeper.saved, previous.keeper.text].some(t => plain(t) === server);
    const caret = selection.read(previous.area) ?? previous.caret;
    const isUnsaved = previous.keeper.text !== previous.keeper.saved;
    if (isSameText && !previous.keeper.isStopped && !this.isReadOnly) {
      previous.keeper.handOver();
      if (isUnsaved) {
        this.area.innerHTML = previous.area.innerHTML;
        this.pictures = Object.assign(previous.pictures, { area: this.area, say: this.pictures.say, arrived: this.pictures.arrived });
        this.shape();
        this.history.record();
        this.keeper.changed();
        this.told();
        this.count();
      }
      if (previous.hasFocus && (document.activeElement === document.body || !document.activeElement))
        this.focus(caret);
    } else {
      // changed elsewhere meanwhile: what this one had is kept here, and offered
      if (isUnsaved)
        previous.keeper.keepHere();
      previous.keeper.handOver();
    }
    previous.close();
  }

  close() {
    this.isClosed = true;
    this.events.abort();
    clearTimeout(this.counting);
    if (live.get(this.key) === this)
      live.delete(this.key);
  }

  comeBack() {
    const place = `portal-caret:${this.key}`;
    const before = JSON.parse(sessionStorage.getItem(place));
    sessionStorage.removeItem(place);
    if (before?.caret && Date.now() - before.at < Reloading && performance.getEntriesByType('navigation')[0]?.type === 'reload' && document.activeElement === document.body) {
      this.focus(before.caret);
      this.area.scrollTop = before.top;
    }
  }
}

export function mount(root, dotnet) {
  const key = root.dataset.editor;
  const previous = live.get(key);
  const editor = new Editor(root, dotnet);
  live.set(key, editor);
  if (previous)
    editor.inherit(previous);
  else
    editor.comeBack();
  editor.offer();
  return {
    flush: () => editor.flush(),
    fill: html => editor.fill(html),
    update({ writer, save, isReadOnly }) {
      editor.keeper.writer = writer;
      editor.keeper.url = save;
      if (!editor.keeper.isStopped)
        editor.lock(isReadOnly);
    },
    dispose() {
      editor.keeper.leave();
      editor.close();
    },
  };
}

/** For other scripts of the page. */
export const of = key => live.get(key);
