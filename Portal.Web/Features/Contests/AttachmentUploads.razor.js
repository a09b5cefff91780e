// Attachments of an essay: announced, sent in pieces, and gone on with after a lost connection, a reload or on another day.
// The server says how far a file has come; a piece that does not begin there is answered with the right place.
const Piece = 256 * 1024;
const FirstPause = 1000;
const LongestPause = 15000;
const AtOnce = 2;

// what is under way stays under way when the circuit comes back and the component is made anew
const live = new Map();

const fill = (text, ...values) => text.replace(/\{(\d)\}/g, (_, i) => values[i]);
const size = n => n < 1024 ? `${n} B` : n < 1024 * 1024 ? `${Math.round(n / 1024)} KB` : `${(n / 1024 / 1024).toFixed(1)} MB`;
const element = (tag, properties = {}) => Object.assign(document.createElement(tag), properties);

class Item {
  constructor(of, { id, key, name, bytes, received = 0, file }) {
    Object.assign(this, { of, id, key, name, bytes, received, file });
    this.state = id ? 'done' : file ? 'waiting' : 'paused';
  }

  get percent() {
    return this.bytes ? Math.floor(this.received / this.bytes * 100) : 0;
  }

  /** The line in the list; made anew when the list is. */
  draw(list) {
    this.row = element('li');
    const line = element('div', { className: 'l' });
    this.said = element('span');
    this.buttons = element('span', { className: 'row' });
    line.append(element('b', { textContent: this.name }), this.said, this.buttons);
    this.row.append(line);
    list.append(this.row);
    this.drawn = undefined;
    this.show();
  }

  show() {
    const { words } = this.of;
    const [text, isBad] = {
      done: () => [fill(words.done, size(this.bytes))],
      waiting: () => [words.waiting],
      sending: () => [this.left ? fill(words.left, size(this.received), size(this.bytes), this.left) : fill(words.progress, size(this.received), size(this.bytes))],
      checking: () => [words.checking],
      broken: () => [this.problem ?? fill(words.broken, this.percent), true],
      paused: () => [fill(words.paused, this.percent), true],
      failed: () => [this.problem ?? words.failed, true],
    }[this.state]();
    if (this.said.textContent !== text)
      this.said.textContent = text;
    this.said.className = isBad ? 'bad' : '';
    this.showBar();
    // buttons are made anew only when they change: one of them may have the focus
    if (this.drawn !== this.state) {
      const hadFocus = this.buttons.contains(document.activeElement);
      this.buttons.replaceChildren(...this.of.isLocked ? [] : this.choices());
      if (hadFocus)
        this.buttons.querySelector('button')?.focus();
    }
    this.drawn = this.state;
  }

  showBar() {
    const isOn = !['done', 'failed'].includes(this.state);
    if (!isOn) {
      this.bar?.remove();
      this.bar = undefined;
      return;
    }
    if (!this.bar?.isConnected) {
      this.bar = element('span', { className: 'bar', role: 'progressbar' });
      this.bar.setAttribute('aria-label', fill(this.of.words.bar, this.name));
      this.bar.setAttribute('aria-valuemin', '0');
      this.bar.setAttribute('aria-valuemax', '100');
      this.bar.append(element('i'));
      this.row.append(this.bar);
    }
    this.bar.setAttribute('aria-valuenow', this.percent);
    this.bar.firstChild.style.width = `${this.percent}%`;
  }

  choices() {
    const { words } = this.of;
    const button = (text, of, act) => {
      const made = element('button', { className: 'btn quiet', type: 'button', textContent: text, onclick: act });
      made.append(element('span', { className: 'vh', textContent: of }));
      return made;
    };
    const cancel = () => button(words.cancel, fill(words.cancelOf, this.name), () => this.of.cancel(this));
    switch (this.state) {
      case 'done': return [button(words.remove, this.name, () => this.of.remove(this))];
      case 'failed': return [button(words.dismiss, this.name, () => this.of.forget(this))];
      case 'broken': return [button(words.resume, this.name, () => this.hurry()), cancel()];
      default: return [cancel()];
    }
  }

  become(state, changes = {}) {
    Object.assign(this, changes, { state });
    if (!this.isGone)
      this.show();
  }

  hurry() {
    this.wake?.();
  }

  /** Resolves after the pause, or as soon as somebody asks or the connection is back. */
  rest(pause) {
    return new Promise(resolve => {
      this.wake = resolve;
      setTimeout(resolve, pause);
    });
  }
}

class Uploads {
  constructor(root, net) {
    this.root = root;
    this.net = net;
    this.words = JSON.parse(root.dataset.words);
    this.isLocked = 'locked' in root.dataset;
    this.list = root.querySelector('[data-list]');
    this.picker = root.querySelector('[data-picker]');
    this.events = new AbortController();
    this.items = [];
    this.running = 0;
    const on = (target, type, listener) => target?.addEventListener(type, listener, { signal: this.events.signal });
    on(root.querySelector('[data-choose]'), 'click', () => this.picker.click());
    on(this.picker, 'change', () => {
      this.take(this.picker.files);
      this.picker.value = '';
    });
    const drop = root.querySelector('[data-drop]');
    on(drop, 'dragover', event => event.preventDefault());
    on(drop, 'drop', event => {
      event.preventDefault();
      this.take(event.dataTransfer.files);
    });
    on(window, 'online', () => this.items.forEach(i => i.hurry()));
    // served disabled: a file chosen before anybody listens would be lost without a word
    root.querySelector('[data-choose]').disabled = false;
  }

  async begin(previous) {
    if (previous) {
      this.items = previous.items;
      this.running = previous.running;
      previous.events.abort();
      this.items.forEach(i => Object.assign(i, { of: this }).draw(this.list));
      return;
    }
    const { status, answer } = await this.ask('GET', this.root.dataset.files);
    if (status !== 200)
      return;
    for (const known of [...answer.files, ...answer.unfinished])
      this.add(new Item(this, known));
  }

  add(item) {
    this.items.push(item);
    item.draw(this.list);
    return item;
  }

  take(files) {
    for (const file of files) {
      const again = this.items.find(i => !i.id && !i.file && i.name === file.name && i.bytes === file.size);
      const item = again ?? this.add(new Item(this, { name: file.name, bytes: file.size, file }));
      item.become('waiting', { file });
    }
    this.proceed();
  }

  proceed() {
    for (const item of this.items.filter(i => i.state === 'waiting').slice(0, Math.max(0, AtOnce - this.running))) {
      this.running++;
      item.become('sending');
      this.send(item).finally(() => {
        const here = item.of;
        here.running--;
        here.proceed();
      });
    }
  }

  async send(item) {
    for (let pause = FirstPause; !item.isGone;) {
      const { status, answer } = item.key ? await this.piece(item) : await this.announce(item);
      if (item.isGone)
        return;
      if (status === 200 || (status === 409 && answer?.received !== undefined)) {
        pause = FirstPause;
        Object.assign(item, { key: answer.key, name: answer.name, received: answer.received });
        if (answer.file)
          return item.of.arrived(item, answer.file);
        item.become('sending');
      } else if (status === 0 || status === 401 || status === 408 || status === 429 || status >= 500) {
        // it goes on by itself; the sentence says where it stopped
        item.become('broken', { problem: answer?.problem });
        await item.rest(pause);
        pause = Math.min(pause * 2, LongestPause);
        if (!item.isGone)
          item.become('sending', { problem: undefined });
      } else {
        return item.of.refused(item, answer?.problem);
      }
    }
  }

  announce(item) {
    return this.ask('POST', this.root.dataset.begin, JSON.stringify({ name: item.name, bytes: item.bytes, writer: this.root.dataset.writer }), 'application/json');
  }

  async piece(item) {
    let content;
    try {
      content = await item.file.slice(item.received, item.received + Piece).arrayBuffer();
    } catch {
      // moved, changed or deleted on the author's disk
      return { status: 410 };
    }
    const from = performance.now();
    if (item.received + content.byteLength >= item.bytes)
      item.become('checking');
    const reply = await this.ask('PUT', `${this.root.dataset.pieces}${item.key}?offset=${item.received}`, content, 'application/octet-stream');
    const took = performance.now() - from;
    item.pace = item.pace ? item.pace * .7 + content.byteLength / took * .3 : content.byteLength / took;
    item.left = Math.ceil((item.bytes - item.received - content.byteLength) / item.pace / 1000);
    return reply;
  }

  async ask(method, address, body, type) {
    try {
      const response = await fetch(address, { method, body, redirect: 'manual', headers: { 'X-Portal': 'files', ...(type ? { 'Content-Type': type } : {}) } });
      return { status: response.status, answer: response.status === 204 ? undefined : await response.json().catch(() => undefined) };
    } catch {
      return { status: 0 };
    }
  }

  arrived(item, { id, name, bytes }) {
    item.become('done', { id, name, bytes, key: undefined, file: undefined });
    this.say(fill(this.words.saidDone, item.name));
    this.tell();
  }

  refused(item, problem) {
    item.become('failed', { problem, key: undefined, file: undefined });
    this.say(`${item.name}：${problem ?? this.words.failed}`);
  }

  async cancel(item) {
    this.forget(item);
    item.hurry();
    if (item.key)
      await this.ask('DELETE', `${this.root.dataset.pieces}${item.key}`);
  }

  async remove(item) {
    const { status, answer } = await this.ask('DELETE', `${this.root.dataset.files}/${item.id}?writer=${encodeURIComponent(this.root.dataset.writer)}`);
    if (status !== 204 && status !== 404)
      return this.say(answer?.problem ?? this.words.failed);
    this.forget(item);
    this.tell();
  }

  forget(item) {
    const at = this.items.indexOf(item);
    item.isGone = true;
    this.items.splice(at, 1);
    const hadFocus = item.row.contains(document.activeElement);
    item.row.remove();
    if (hadFocus)
      (this.items[Math.min(at, this.items.length - 1)]?.row.querySelector('button') ?? this.root.querySelector('[data-choose]'))?.focus();
  }

  /** No files are taken any more, or are again. */
  lock(isLocked) {
    this.isLocked = isLocked;
    this.root.querySelector('[data-drop]').hidden = isLocked;
    for (const item of this.items) {
      item.drawn = undefined;
      item.show();
    }
  }

  say(text) {
    this.root.querySelector('[data-said]').textContent = text;
  }

  tell() {
    this.root.dispatchEvent(new CustomEvent('portal:files', { bubbles: true }));
    this.net?.invokeMethodAsync('ChangedAsync').catch(() => {
      // no circuit: the form asks the server itself when it is back
    });
  }

  dispose() {
    this.events.abort();
    this.net = undefined;
  }
}

export async function mount(root, net) {
  const uploads = new Uploads(root, net);
  const previous = live.get(root.dataset.essay);
  live.set(root.dataset.essay, uploads);
  await uploads.begin(previous);
  return uploads;
}
