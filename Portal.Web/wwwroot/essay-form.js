// The form of an essay: keeps its fields as the editor keeps its text, counts down to the deadline, and sends. Everything goes by plain requests,
// so a dead circuit or a server that starts anew costs nobody a word.
import { Keeper } from './editor/keeper.js';

const FirstPause = 1000;
const LongestPause = 10000;
const Tick = 1000;
const LastHour = 3600;

const wait = ms => new Promise(resolve => setTimeout(resolve, ms));
const fill = (text, ...values) => text.replace(/\{(\d)\}/g, (_, i) => values[i]);
const two = n => String(n).padStart(2, '0');
const clockOf = date => `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
// randomUUID is there on https only
const newKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map(b => b.toString(16).padStart(2, '0')).join('');

class Form {
  constructor(root) {
    this.root = root;
    this.words = JSON.parse(root.dataset.words);
    this.fields = root.querySelector('[data-fields]');
    this.events = new AbortController();
    const on = (target, type, listener) => target?.addEventListener(type, listener, { signal: this.events.signal });
    const save = root.querySelector('[data-editor]').dataset.save;
    this.keeper = new Keeper({
      key: `essay-${root.dataset.essay}-form`, url: save, writer: root.dataset.writer, saved: this.read(true), read: () => this.read(),
      wrap: (text, writer) => ({ ...JSON.parse(text), writer }), tell: (state, detail) => this.told(state, detail),
    });
    on(this.fields, 'input', event => this.touched(event));
    on(this.fields, 'change', event => this.touched(event));
    on(this.fields, 'compositionstart', event => this.isField(event.target) && this.keeper.freeze());
    on(this.fields, 'compositionend', event => this.isField(event.target) && this.keeper.thaw());
    on(this.fields, 'focusout', () => this.keeper.save());
    on(this.fields, 'submit', event => event.preventDefault());
    on(document, 'visibilitychange', () => document.visibilityState === 'hidden' ? this.keeper.save() : this.keeper.hurry());
    on(window, 'pagehide', () => this.keeper.part());
    on(window, 'online', () => this.keeper.hurry());
    on(root, 'portal:saved', event => this.told('saved', event.detail));
    on(root, 'click', event => this.clicked(event));
    on(root.querySelector('[data-docx]'), 'change', event => this.readDocx(event.target));
    this.countDown();
    this.offer();
    // what was typed before the page was live is there already
    this.keeper.changed();
    this.fewer();
  }

  isField = target => target.closest && !target.closest('[data-editor], [data-docx], [data-uploads]') && target.matches('input, textarea');

  /** @param asServed what the server wrote into the page, whatever has been typed since */
  read(asServed = false) {
    const value = field => field ? (asServed ? field.defaultValue : field.value) : undefined;
    const checked = field => asServed ? field.defaultChecked : field.checked;
    const named = name => this.fields.querySelector(`[name=${name}]`);
    return JSON.stringify({
      title: value(named('title')),
      theme: [...this.fields.querySelectorAll('[name=theme]')].find(checked)?.value,
      abstract: value(named('abstract')),
      original: checked(named('original')),
      coauthors: this.people && [...this.people.children].map(row => ({
        name: value(row.querySelector('[data-name]')), unit: value(row.querySelector('[data-unit]')), email: value(row.querySelector('[data-email]')),
      })),
    });
  }

  get people() {
    return this.fields.querySelector('[data-people]');
  }

  touched(event) {
    if (this.isField(event.target)) {
      this.fields.dataset.dirty = '';
      this.keeper.changed();
    }
  }

  told(state, detail) {
    if (state === 'saved' || state === 'clean')
      this.settle();
    const text = {
      saved: detail?.saved && fill(this.words.saved, clockOf(new Date(detail.saved))),
      saving: undefined, failed: this.words.failed, signedout: this.words.signedOut, refused: detail?.problem ?? this.words.refused, toolong: detail?.problem,
    }[state];
    if (!text)
      return;
    for (const line of this.root.querySelectorAll('[data-saved], [data-saved-short]')) {
      line.textContent = text;
      line.classList.toggle('bad', state !== 'saved');
    }
    if (state === 'saved')
      document.dispatchEvent(new Event('portal:saved'));
  }

  /** A page with nothing to lose starts again by itself; one that still sends must not. */
  settle() {
    if (this.keeper.isClean && !this.isSending)
      delete this.fields.dataset.dirty;
  }

  // what an earlier visit could not save any more: never put back unasked
  offer() {
    const kept = this.keeper.keptHere();
    if (!kept || kept.html === this.keeper.saved)
      return;
    const bar = this.fields.querySelector('[data-offer-fields]');
    bar.querySelector('span').textContent = fill(this.words.restore, new Date(kept.at).toLocaleString());
    bar.hidden = false;
    const close = () => {
      bar.hidden = true;
      this.keeper.forgetHere(kept.place);
    };
    bar.querySelector('[data-restore]').onclick = () => {
      this.write(JSON.parse(kept.html));
      close();
    };
    bar.querySelector('[data-drop]').onclick = close;
  }

  write({ title, theme, abstract, original, coauthors }) {
    const set = (name, value) => {
      const field = this.fields.querySelector(`[name=${name}]`);
      if (field && value !== undefined)
        field.value = value;
    };
    set('title', title);
    set('abstract', abstract);
    for (const radio of this.fields.querySelectorAll('[name=theme]'))
      radio.checked = radio.value === theme;
    this.fields.querySelector('[name=original]').checked = original;
    if (this.people && coauthors) {
      this.people.replaceChildren();
      coauthors.forEach(person => this.addPerson(person));
    }
    this.keeper.changed();
  }

  clicked(event) {
    const on = selector => event.target.closest(selector);
    if (on('[data-press]'))
      this.send();
    else if (on('[data-add]'))
      this.addPerson()?.querySelector('input').focus();
    else if (on('[data-remove]')) {
      on('li').remove();
      this.fields.querySelector('[data-add]').focus();
      this.fields.dataset.dirty = '';
      this.keeper.changed();
      this.fewer();
    } else if (on('[data-goto]')) {
      event.preventDefault();
      this.goTo(on('[data-goto]').dataset.goto);
    }
  }

  addPerson(person) {
    if (this.people.children.length >= Number(this.people.dataset.most))
      return undefined;
    // what a live page builds lies in the template itself, what a browser parses in its content
    const template = this.fields.querySelector('template[data-person]');
    const row = (template.content.firstElementChild ?? template.firstElementChild).cloneNode(true);
    for (const [name, value] of Object.entries(person ?? {}))
      row.querySelector(`[data-${name}]`).value = value;
    this.people.append(row);
    this.fields.dataset.dirty = '';
    this.keeper.changed();
    this.fewer();
    return row;
  }

  fewer() {
    const add = this.fields.querySelector('[data-add]');
    if (add)
      add.disabled = this.people.children.length >= Number(this.people.dataset.most);
  }

  goTo(id) {
    const place = document.getElementById(id);
    const field = place.matches('input, textarea') ? place : place.querySelector('[role=textbox], input:not([type=file])') ?? place;
    field.focus({ preventScroll: true });
    place.scrollIntoView({ block: 'center' });
  }

  // the countdown -------------------------------------------------------

  /** By the server's clock: this computer's may be wrong. */
  now() {
    return new Date(this.servedAt + performance.now() - this.loadedAt);
  }

  countDown() {
    const until = this.root.querySelector('[data-deadline]');
    this.servedAt = Date.parse(until.dataset.now);
    this.loadedAt = performance.now();
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const show = () => {
      const deadline = new Date(until.dataset.deadline);
      const left = Math.max(0, Math.floor((deadline - this.now()) / 1000));
      until.querySelector('[data-left]').hidden = left === 0;
      until.querySelector('[data-over]').hidden = left > 0;
      until.querySelector('[data-d]').textContent = Math.floor(left / 86400);
      until.querySelector('[data-h]').textContent = two(Math.floor(left / 3600) % 24);
      until.querySelector('[data-m]').textContent = two(Math.floor(left / 60) % 60);
      // seconds only when they matter: a figure that moves all day disturbs whoever writes
      until.querySelector('[data-s]').textContent = left < LastHour ? two(left % 60) : '';
      until.querySelector('[data-s-word]').hidden = left >= LastHour;
      const own = until.querySelector('[data-own]');
      const local = deadline.toLocaleString(document.documentElement.lang, { month: 'long', day: 'numeric', hour: '2-digit', minute: '2-digit', hour12: false, timeZoneName: 'short' });
      own.textContent = local;
      own.hidden = until.querySelector('[data-own-name]').hidden = zone === until.dataset.zone;
    };
    show();
    this.ticking = setInterval(show, Tick);
  }

  // sending -------------------------------------------------------------

  async send() {
    if (this.isSending)
      return;
    this.isSending = true;
    this.fields.dataset.dirty = '';
    const begun = this.now();
    const key = newKey();
    this.say(this.words.sending, true);
    this.press(true);
    for (let pause = FirstPause; ; pause = Math.min(pause * 2, LongestPause)) {
      const answer = await this.trySend(key, begun);
      if (answer?.receipt) {
        this.isSent = true;
        location.assign(answer.receipt);
        return;
      }
      if (answer) {
        this.isSending = false;
        this.settle();
        document.dispatchEvent(new Event('portal:saved'));
        this.press(false);
        this.say(answer.problem ?? this.words.fields);
        const first = this.root.querySelector('[data-goto]');
        if (answer.status === 422 && first)
          this.goTo(first.dataset.goto);
        return;
      }
      this.say(fill(this.words.waiting, clockOf(begun)));
      await wait(pause);
      this.keeper.hurry();
    }
  }

  /** Nothing when the server could not be reached. */
  async trySend(key, begun) {
    const editor = this.root.querySelector('[data-editor]');
    const flushed = await this.flush();
    if (!flushed && (this.keeper.isStopped || editor.dataset.state === 'refused'))
      return { problem: this.words.refused };
    if (!flushed)
      return undefined;
    try {
      const response = await fetch(this.root.dataset.send, {
        method: 'POST', cache: 'no-store', redirect: 'manual', headers: { 'Content-Type': 'application/json', 'X-Portal': 'essay' },
        body: JSON.stringify({ writer: this.root.dataset.writer, key, begun: begun.toISOString() }),
      });
      const content = await response.json().catch(() => undefined);
      // an answer that is not from the portal itself is another try
      return content && (content.receipt || content.problem) ? { ...content, status: response.status } : undefined;
    } catch {
      return undefined;
    }
  }

  /** Fields and text: true when the server has all of it. */
  async flush() {
    const editor = this.root.querySelector('[data-editor]');
    // an editor that does not hear yet cannot be written in either: there is nothing to wait for
    return await this.keeper.flush()
      && await new Promise(resolve => editor.dispatchEvent(new CustomEvent('portal:flush', { detail: resolve, cancelable: true })) && resolve(true));
  }

  press(isDown) {
    for (const button of this.root.querySelectorAll('[data-press]'))
      button.ariaDisabled = isDown ? 'true' : null;
  }

  say(text, isCalm = false) {
    const line = this.root.querySelector('[data-problem]');
    line.textContent = text;
    line.hidden = false;
    line.classList.toggle('bad', !isCalm);
  }

  // from a Word file ----------------------------------------------------

  async readDocx(input) {
    const [file] = input.files;
    input.value = '';
    if (!file)
      return;
    const problem = this.root.querySelector('[data-docx-problem]');
    const say = text => {
      problem.textContent = text ?? '';
      problem.hidden = !text;
    };
    say(this.words.reading);
    try {
      const response = await fetch(input.dataset.docx, {
        method: 'POST', body: file, redirect: 'manual', headers: { 'Content-Type': 'application/octet-stream', 'X-Portal': 'essay', 'X-Writer': this.root.dataset.writer },
      });
      const content = await response.json().catch(() => undefined);
      if (!response.ok)
        return say(content?.problem ?? this.words.unread);
      say();
      this.preview(content);
    } catch {
      say(this.words.failed);
    }
  }

  preview(read) {
    const dialog = this.fields.querySelector('[data-imported]');
    const text = dialog.querySelector('[data-preview]');
    text.replaceChildren();
    const add = (tag, content) => content && text.append(Object.assign(document.createElement(tag), { textContent: content }));
    add('h2', read.title);
    add('p', read.abstract);
    const body = document.createElement('div');
    // cleaned by the server, as everything it keeps
    body.innerHTML = read.html;
    text.append(body);
    const warnings = dialog.querySelector('[data-warnings]');
    warnings.textContent = (read.warnings ?? []).join(' ');
    warnings.hidden = !warnings.textContent;
    dialog.querySelector('[data-leave]').onclick = () => dialog.close();
    dialog.querySelector('[data-take]').onclick = async () => {
      const body = { writer: this.root.dataset.writer, html: read.html, ...(read.title ? { title: read.title } : {}), ...(read.abstract ? { abstract: read.abstract } : {}) };
      await this.flush();
      const response = await fetch(this.keeper.url, { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-Portal': 'essay' }, body: JSON.stringify(body) }).catch(() => undefined);
      if (response?.ok) {
        // the whole draft comes back as the server has it
        location.reload();
      } else {
        warnings.textContent = (await response?.json().catch(() => undefined))?.problem ?? this.words.failed;
        warnings.hidden = false;
      }
    };
    dialog.showModal();
  }

  /** Another one takes its place: what this one has not saved is kept here, and offered there. */
  handOver() {
    clearInterval(this.ticking);
    this.events.abort();
    if (this.keeper.capture() !== this.keeper.saved)
      this.keeper.keepHere();
    this.keeper.handOver();
  }

  dispose() {
    clearInterval(this.ticking);
    this.events.abort();
    this.keeper.leave();
  }
}

export const mount = root => new Form(root);
