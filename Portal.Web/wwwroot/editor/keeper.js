// Keeps the text: on the server soon after each change, and on this computer until the server has it.
const Idle = 1000;
// while somebody types without a pause; the request has the rest of the two seconds
const Longest = 1500;
const FirstPause = 1000;
const LongestPause = 15000;
const Patience = 20000;
// what a browser still sends for a page that is closing: 64 KB, with the headers
const Parting = 60000;

export class Keeper {
  /** @param wrap makes the request of the text @param read gives the text @param tell hears of each state: saving, saved, clean, failed, toolong, signedout, refused */
  constructor({ key, url, writer, saved, read, tell, wrap = (html, by) => ({ html, writer: by }) }) {
    Object.assign(this, { url, writer, saved, read, tell, wrap, text: saved });
    // each writer's own: a tab that may save must not throw away what one that may not has kept
    this.places = `portal-text:${key}:`;
    this.pause = FirstPause;
    this.nextTry = 0;
  }

  get isClean() {
    return !this.isTouched && !this.isFrozen && !this.sending && this.text === this.saved;
  }

  changed() {
    this.isTouched = true;
    this.since ??= Date.now();
    if (this.isTooLong)
      this.nextTry = 0;
    this.arrange();
  }

  /** While an input method composes, what counts is the text before it. */
  freeze() {
    this.capture();
    this.isFrozen = true;
    this.save();
  }

  thaw() {
    this.isFrozen = false;
    this.changed();
  }

  capture() {
    if (this.isTouched && !this.isFrozen) {
      this.text = this.read();
      this.isTouched = false;
      this.since = undefined;
    }
    return this.text;
  }

  arrange() {
    clearTimeout(this.timer);
    if (this.isClosed || this.isStopped)
      return;
    const idle = this.since ? Math.min(Idle, this.since + Longest - Date.now()) : 0;
    // a server that does not answer is not asked more often because somebody types
    this.timer = setTimeout(() => this.save(), Math.max(0, idle, this.nextTry - Date.now()));
  }

  save() {
    // one at a time: what has changed meanwhile is arranged for when it is through
    if (this.sending || this.isStopped)
      return;
    if (this.capture() !== this.saved)
      this.send();
    else if (this.isClean)
      this.tell('clean');
  }

  /** Saves at once. True when everything up to now is on the server. */
  async flush() {
    clearTimeout(this.timer);
    while (this.sending || this.capture() !== this.saved) {
      if (this.isStopped || !await (this.sending ?? this.send()))
        return false;
    }
    if (this.isClean)
      this.tell('clean');
    return true;
  }

  /** The page is going: nothing may wait any more. */
  part() {
    const text = this.capture();
    if (text === this.saved || this.isStopped || (this.sending && this.sent === text))
      return;
    this.request?.abort();
    this.send(true);
  }

  send(isParting = document.visibilityState === 'hidden') {
    const sending = this.post(isParting).then(([isSaved, state, detail]) => {
      if (this.sending !== sending)
        return false;
      this.sending = undefined;
      this.tell(state, detail);
      if (!this.isClean)
        this.arrange();
      return isSaved;
    });
    return this.sending = sending;
  }

  async post(isParting) {
    const text = this.sent = this.text;
    const body = JSON.stringify(this.wrap(text, this.writer));
    const request = this.request = new AbortController();
    const patience = setTimeout(() => request.abort(), Patience);
    this.keepHere();
    this.tell('saving');
    try {
      const answer = await fetch(this.url, {
        method: 'POST', body, signal: request.signal, cache: 'no-store', redirect: 'manual',
        headers: { 'Content-Type': 'application/json', 'X-Portal': 'editor' },
        keepalive: isParting && new Blob([body]).size < Parting,
      });
      const content = await answer.json().catch(() => undefined);
      if (answer.ok && content)
        return this.succeed(text, content);
      // an answer that is not from the portal itself, such as a proxy's page, is another try
      return this.fail(answer.type === 'opaqueredirect' ? 401 : answer.status, content?.problem);
    } catch {
      return this.fail(0);
    } finally {
      clearTimeout(patience);
    }
  }

  succeed(text, content) {
    this.saved = text;
    this.nextTry = 0;
    this.isTooLong = false;
    this.pause = FirstPause;
    if (this.text === text)
      this.forgetHere();
    return [true, 'saved', content];
  }

  fail(status, problem) {
    this.isStopped = status === 403 || status === 409 || status === 410;
    // the same text stays too long: the next change is the next try
    this.isTooLong = status === 413;
    this.nextTry = Date.now() + (this.isTooLong ? LongestPause : this.pause * (.75 + Math.random() / 2));
    this.pause = Math.min(this.pause * 2, LongestPause);
    const state = this.isStopped ? 'refused' : this.isTooLong ? 'toolong' : status === 401 ? 'signedout' : 'failed';
    return [false, state, { status, problem }];
  }

  /** The connection is back, or somebody has signed in: no need to wait. */
  hurry() {
    if (this.nextTry > Date.now()) {
      this.nextTry = 0;
      this.pause = FirstPause;
      this.arrange();
    }
  }

  keepHere() {
    try {
      localStorage.setItem(this.places + this.writer, JSON.stringify({ html: this.text, at: Date.now() }));
    } catch {
      // full, or not allowed: the server alone then
    }
  }

  /** The newest that this computer has, whoever wrote it. */
  keptHere() {
    try {
      return Object.keys(localStorage).filter(place => place.startsWith(this.places))
        .map(place => ({ place, ...JSON.parse(localStorage.getItem(place)) })).sort((a, b) => b.at - a.at)[0];
    } catch {
      return undefined;
    }
  }

  forgetHere(place = this.places + this.writer) {
    try {
      localStorage.removeItem(place);
    } catch {
      // nothing was kept then
    }
  }

  /** Its area goes: what is left is sent, and nothing after it. */
  leave() {
    this.part();
    this.isClosed = true;
    clearTimeout(this.timer);
  }

  /** Another one goes on with its text. */
  handOver() {
    this.isClosed = true;
    clearTimeout(this.timer);
    this.sending = undefined;
    this.request?.abort();
  }
}
