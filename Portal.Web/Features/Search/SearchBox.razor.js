// Suggestions below the search field: the combobox pattern of ARIA, with the field itself keeping the focus.
const Pause = 180;

class Suggestions {
  constructor(root, net) {
    this.net = net;
    this.said = root.dataset.said;
    this.field = root.querySelector('input');
    this.list = root.querySelector('[role=listbox]');
    this.status = root.querySelector('[role=status]');
    this.at = -1;
    this.events = new AbortController();
    for (const [name, value] of Object.entries({ role: 'combobox', 'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': this.list.id, autocomplete: 'off' }))
      this.field.setAttribute(name, value);
    const on = (target, type, listener) => target.addEventListener(type, listener, { signal: this.events.signal });
    on(this.field, 'input', event => event.isComposing || this.soon());
    // an input method has finished a word
    on(this.field, 'compositionend', () => this.soon());
    on(this.field, 'keydown', event => this.key(event));
    on(root, 'focusout', event => root.contains(event.relatedTarget) || this.close());
    on(this.list, 'pointerdown', event => event.preventDefault());
    on(this.list, 'click', event => this.open(event.target.closest('[role=option]')));
    if (this.field.value)
      this.soon();
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), Pause);
  }

  async ask() {
    const typed = this.field.value.trim();
    if (this.isAsking || typed === this.asked)
      return;
    this.asked = typed;
    if (!typed)
      return this.close();
    this.isAsking = true;
    let lines = [];
    try {
      lines = await this.net.invokeMethodAsync('SuggestAsync', typed);
    } catch {
      // no connection: the form still searches
    }
    this.isAsking = false;
    // somebody who types fast is ahead of the answer
    if (this.field.value.trim() !== typed)
      return this.soon();
    if (document.activeElement === this.field)
      this.show(lines);
  }

  show(lines) {
    this.at = -1;
    this.field.removeAttribute('aria-activedescendant');
    this.list.replaceChildren(...lines.map(({ text, kind, address }, i) => {
      const line = document.createElement('li');
      line.id = `${this.list.id}-${i}`;
      line.role = 'option';
      line.ariaSelected = 'false';
      line.dataset.address = address;
      const title = document.createElement('span');
      title.textContent = text;
      line.append(title);
      if (kind) {
        const what = document.createElement('small');
        what.textContent = kind;
        line.append(' ', what);
      }
      return line;
    }));
    this.list.hidden = lines.length === 0;
    this.field.ariaExpanded = String(lines.length > 0);
    this.status.textContent = lines.length ? this.said.replace('{0}', lines.length) : '';
  }

  close() {
    clearTimeout(this.timer);
    this.asked = undefined;
    this.show([]);
  }

  key(event) {
    if (event.isComposing)
      return;
    const lines = this.list.children;
    if (event.key === 'Escape' && !this.list.hidden) {
      // the field would be emptied by it
      event.preventDefault();
      this.close();
    } else if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && lines.length) {
      event.preventDefault();
      // one step beyond the end is the field itself
      const step = event.key === 'ArrowDown' ? 1 : -1;
      this.choose(((this.at + 1 + step + lines.length + 1) % (lines.length + 1)) - 1);
    } else if (event.key === 'Enter' && this.at >= 0) {
      event.preventDefault();
      this.open(lines[this.at]);
    }
  }

  choose(at) {
    this.at = at;
    for (const [i, line] of [...this.list.children].entries())
      line.ariaSelected = String(i === at);
    const line = this.list.children[at];
    if (line) {
      this.field.setAttribute('aria-activedescendant', line.id);
      line.scrollIntoView({ block: 'nearest' });
    } else {
      this.field.removeAttribute('aria-activedescendant');
    }
  }

  open(line) {
    if (line)
      location.assign(line.dataset.address);
  }

  dispose() {
    clearTimeout(this.timer);
    this.events.abort();
  }
}

export const mount = (root, net) => new Suggestions(root, net);
