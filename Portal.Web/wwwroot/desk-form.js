// A form of the office, of a notice or an article: keeps its fields as the editor keeps its text, by plain requests, so that a dead circuit costs nobody a word.
import { Keeper } from './editor/keeper.js';

const fill = (text, ...values) => text.replace(/\{(\d)\}/g, (_, i) => values[i]);
const two = n => String(n).padStart(2, '0');
const clockOf = date => `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;

class Form {
  constructor(root) {
    this.root = root;
    this.words = JSON.parse(root.dataset.words);
    this.events = new AbortController();
    const on = (target, type, listener) => target?.addEventListener(type, listener, { signal: this.events.signal });
    this.keeper = new Keeper({
      key: `${root.dataset.key}-form`, url: root.dataset.save, writer: root.dataset.writer, saved: this.read(true), read: () => this.read(),
      wrap: (text, writer) => ({ fields: JSON.parse(text), writer }), tell: (state, detail) => this.told(state, detail),
    });
    const touched = event => event.target.matches('[data-field]') && this.touched();
    on(root, 'input', touched);
    on(root, 'change', touched);
    on(root, 'compositionstart', event => event.target.matches('[data-field]') && this.keeper.freeze());
    on(root, 'compositionend', event => event.target.matches('[data-field]') && this.keeper.thaw());
    on(root, 'focusout', () => this.keeper.save());
    on(document, 'visibilitychange', () => document.visibilityState === 'hidden' ? this.keeper.save() : this.keeper.hurry());
    on(window, 'pagehide', () => this.keeper.part());
    on(window, 'online', () => this.keeper.hurry());
    on(root, 'portal:saved', event => this.told('saved', event.detail));
    on(root.querySelector('[data-upload]'), 'change', event => this.upload(event.target));
    on(root.querySelector('[data-picture]'), 'change', event => this.picture(event.target));
    on(root.querySelector('[data-picture-off]'), 'click', () => this.showPicture());
    on(root.querySelector('[data-docx]'), 'change', event => this.readDocx(event.target));
    this.show();
    this.told('saved', { saved: root.querySelector('[data-saved]').dataset.at });
  }

  fields = name => [...this.root.querySelectorAll(`[data-field=${name}]`)];

  /** Every field under its name; what it holds is read as its data-as says.
   * @param asServed what the server wrote into the page, whatever has been typed since */
  read(asServed = false) {
    const read = {};
    for (const field of this.root.querySelectorAll('[data-field]')) {
      const { field: name, as } = field.dataset;
      if (field.type === 'checkbox') {
        const on = asServed ? field.defaultChecked : field.checked;
        if ('many' in field.dataset)
          (read[name] ??= []).push(...(on ? [Number(field.value)] : []));
        else
          read[name] = on;
      } else {
        const value = asServed ? field.dataset.served ?? field.defaultValue : field.value;
        read[name] = as === 'number' ? (value ? Number(value) : null)
          : as === 'numbers' ? value.split(' ').filter(Boolean).map(Number)
          : as === 'words' ? value.split(/[,，、;；\n]/).map(word => word.trim()).filter(Boolean)
          : value || null;
      }
    }
    return JSON.stringify(read);
  }

  touched() {
    this.show();
    this.keeper.changed();
  }

  // what does not belong to the chosen audience is out of sight
  show() {
    const audience = this.fields('audience')[0]?.value;
    for (const part of this.root.querySelectorAll('[data-for]'))
      part.hidden = part.dataset.for !== audience;
    for (const part of this.root.querySelectorAll('[data-reply-part]'))
      part.hidden = !this.fields('reply')[0].checked;
    for (const part of this.root.querySelectorAll('[data-picture-part]'))
      part.hidden = !this.fields('pictureId')[0].value;
  }

  told(state, detail) {
    const line = this.root.querySelector('[data-saved]');
    const text = {
      saved: detail?.saved && fill(this.words.saved, clockOf(new Date(detail.saved))), saving: undefined, clean: undefined, failed: this.words.failed,
      signedout: this.words.signedOut, refused: detail?.problem ?? this.words.refused, toolong: detail?.problem,
    }[state];
    if (!line || !text)
      return;
    line.textContent = text;
    line.classList.toggle('bad', state !== 'saved');
    if (state === 'saved')
      document.dispatchEvent(new Event('portal:saved'));
  }

  async upload(input) {
    const problem = this.root.querySelector('[data-upload-problem]');
    const say = text => {
      problem.textContent = text ?? '';
      problem.hidden = !text;
    };
    say();
    for (const file of [...input.files]) {
      const body = new FormData();
      body.append('file', file, file.name);
      try {
        const answer = await fetch(input.dataset.upload, { method: 'POST', body, redirect: 'manual', headers: { 'X-Portal': 'notice', 'X-Writer': this.root.dataset.writer } });
        if (!answer.ok)
          say(`${file.name}: ${(await answer.json().catch(() => undefined))?.problem ?? this.words.unsent}`);
      } catch {
        say(`${file.name}: ${this.words.unsent}`);
      }
    }
    input.value = '';
  }

  // the picture at the head ----------------------------------------------

  async picture(input) {
    const [file] = input.files;
    input.value = '';
    if (!file)
      return;
    const problem = this.root.querySelector('[data-picture-problem]');
    const answer = await this.send(input.dataset.picture, file, problem);
    if (answer)
      this.showPicture(answer);
  }

  showPicture({ id, url } = {}) {
    this.fields('pictureId')[0].value = id ?? '';
    this.root.querySelector('[data-picture-shown]').src = url ?? 'data:,';
    this.touched();
  }

  /** Sends one file; what stands in the way is said. */
  async send(url, file, problem) {
    const say = text => {
      problem.textContent = text ?? '';
      problem.hidden = !text;
    };
    say(this.words.sending);
    const body = new FormData();
    body.append('file', file, file.name);
    try {
      const answer = await fetch(url, { method: 'POST', body, redirect: 'manual', headers: { 'X-Portal': 'desk', 'X-Writer': this.root.dataset.writer } });
      const content = await answer.json().catch(() => undefined);
      say(answer.ok ? undefined : content?.problem ?? this.words.unsent);
      return answer.ok ? content : undefined;
    } catch {
      say(this.words.unsent);
    }
  }

  // from a Word file -----------------------------------------------------

  async readDocx(input) {
    const [file] = input.files;
    input.value = '';
    if (!file)
      return;
    const read = await this.send(input.dataset.docx, file, this.root.querySelector('[data-docx-problem]'));
    if (!read)
      return;
    const dialog = this.root.querySelector('[data-imported]');
    const text = dialog.querySelector('[data-preview]');
    const title = Object.assign(document.createElement('h2'), { textContent: read.title ?? '' });
    const body = document.createElement('div');
    // cleaned by the server, as everything it keeps
    body.innerHTML = read.html;
    text.replaceChildren(title, body);
    const warnings = dialog.querySelector('[data-warnings]');
    warnings.textContent = (read.warnings ?? []).join(' ');
    warnings.hidden = !warnings.textContent;
    dialog.querySelector('[data-leave]').onclick = () => dialog.close();
    dialog.querySelector('[data-take]').onclick = async () => {
      if (read.title && !this.fields('title')[0].value) {
        this.fields('title')[0].value = read.title;
        this.touched();
      }
      await this.flush();
      const answer = await fetch(this.root.dataset.save, {
        method: 'POST', headers: { 'Content-Type': 'application/json', 'X-Portal': 'desk' }, body: JSON.stringify({ html: read.html, writer: this.root.dataset.writer }),
      }).catch(() => undefined);
      if (answer?.ok) {
        // the whole text comes back as the server has it
        location.reload();
      } else {
        warnings.textContent = (await answer?.json().catch(() => undefined))?.problem ?? this.words.failed;
        warnings.hidden = false;
      }
    };
    dialog.showModal();
  }

  /** True when the server has all fields. */
  flush() {
    return this.keeper.flush();
  }

  dispose() {
    this.events.abort();
    this.keeper.leave();
  }
}

export const mount = root => new Form(root);
