// The reading tools in the browser. Everything hangs on the document, so it goes on working when the island re-renders or the connection is lost.
const root = document.documentElement;
const parts = ['theme', 'reading', 'size'];

function look() {
  const cookie = document.cookie.split('; ').find(c => c.startsWith('portal-look='));
  const values = cookie ? decodeURIComponent(cookie.slice(12)).split('.') : [];
  return Object.fromEntries(parts.map((part, i) => [part, values[i] ?? '']));
}

function apply(chosen) {
  const secure = location.protocol === 'https:' ? '; Secure' : '';
  document.cookie = `portal-look=${parts.map(p => chosen[p]).join('.')}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
  for (const part of parts) {
    if (chosen[part])
      root.dataset[part] = chosen[part];
    else
      delete root.dataset[part];
  }
  sync();
}

/** Makes the buttons show what is chosen. */
function sync() {
  const chosen = look();
  for (const button of document.querySelectorAll('.tools button[name]')) {
    if (button.name === 'size') {
      button.setAttribute('aria-pressed', String((chosen.size || 'standard') === button.value));
    } else {
      const on = button.name === 'reading' ? 'elder' : 'contrast';
      const off = button.name === 'reading' ? 'standard' : 'system';
      button.setAttribute('aria-pressed', String(chosen[button.name] === on));
      button.value = chosen[button.name] === on ? off : on;
    }
  }
  for (const button of document.querySelectorAll('.utility button[name=theme]')) {
    if ((chosen.theme || 'system') === button.value)
      button.setAttribute('aria-current', 'true');
    else
      button.removeAttribute('aria-current');
  }
  const speak = document.querySelector('[data-tool=speak]');
  if (speak)
    speak.hidden = !('speechSynthesis' in window);
}

const speech = {
  queue: [],
  // one utterance a block: Chromium falls silent in long ones, and a pause between paragraphs is how people read
  start(button) {
    const blocks = document.querySelectorAll('.title > h1, .body p, .body h2, .body h3, .body li, .body caption, .body figcaption, .body tr');
    this.queue = [...blocks].map(b => b.cloneNode(true)).map(b => {
      b.querySelectorAll('sup, [aria-hidden=true]').forEach(x => x.remove());
      return b.textContent.trim();
    }).filter(Boolean);
    this.label = button.querySelector('span').textContent;
    button.querySelector('span').textContent = button.dataset.stop;
    button.setAttribute('aria-pressed', 'true');
    this.button = button;
    this.next();
  },
  next() {
    const text = this.queue.shift();
    if (text === undefined)
      return this.stop();
    const utterance = new SpeechSynthesisUtterance(text);
    const language = document.querySelector('.title').lang === 'en' ? 'en' : 'zh';
    utterance.lang = language === 'en' ? 'en-GB' : 'zh-CN';
    utterance.voice = speechSynthesis.getVoices().find(v => v.lang.replace('_', '-').startsWith(language)) ?? null;
    utterance.onend = () => this.button && this.next();
    utterance.onerror = () => this.stop();
    speechSynthesis.speak(utterance);
  },
  stop() {
    const button = this.button;
    this.button = undefined;
    this.queue = [];
    speechSynthesis.cancel();
    if (button) {
      const now = document.querySelector('[data-tool=speak]') ?? button;
      now.querySelector('span').textContent = this.label;
      now.setAttribute('aria-pressed', 'false');
    }
  },
};

async function copy(button) {
  const address = location.origin + location.pathname;
  try {
    await navigator.clipboard.writeText(address);
  } catch {
    // no clipboard without https on older browsers
    const field = Object.assign(document.createElement('textarea'), { value: address, readOnly: true });
    field.style.position = 'fixed';
    document.body.append(field);
    field.select();
    document.execCommand('copy');
    field.remove();
    button.focus();
  }
  const label = button.querySelector('span');
  const before = label.textContent;
  if (before === button.dataset.done)
    return;
  label.textContent = button.dataset.done;
  document.querySelector('.tools .said').textContent = button.dataset.done;
  setTimeout(() => { label.textContent = before; }, 2000);
}

document.addEventListener('click', event => {
  const button = event.target.closest?.('.tools button');
  if (!button)
    return;
  if (button.name) {
    event.preventDefault();
    const value = button.value === 'standard' || button.value === 'system' ? '' : button.value;
    apply({ ...look(), [button.name]: value });
    return;
  }
  switch (button.dataset.tool) {
    case 'speak': return speech.button ? speech.stop() : speech.start(button);
    case 'print': return window.print();
    case 'copy': return copy(button);
  }
});

addEventListener('pagehide', () => 'speechSynthesis' in window && speechSynthesis.cancel());
// back from the browser's memory: another tab may have changed the choice
addEventListener('pageshow', event => event.persisted && apply(look()));
sync();
