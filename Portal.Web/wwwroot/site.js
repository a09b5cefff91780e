// Starts the live parts of a page and keeps them alive without ever covering what someone is reading.
const FirstTry = 500;
const LongestWait = 15000;
const HandOver = 2000;

const line = () => document.querySelector('.facts .lost') ?? document.querySelector('.lost');
const wait = ms => new Promise(resolve => setTimeout(resolve, ms));
let down = false;

function say() {
  const lost = line();
  if (!lost)
    return;
  const now = new Date();
  const time = `${String(now.getHours()).padStart(2, '0')}:${String(now.getMinutes()).padStart(2, '0')}`;
  lost.textContent = lost.dataset.text.replace('{0}', time);
  lost.hidden = false;
}

// A reader who has typed something, or is listening, must not lose it to a reload. What keeps its own text ([data-keeps]) says whether it has:
// an editor by [data-clean], a form as long as it is not [data-dirty].
const isBusy = () => window.speechSynthesis?.speaking
  || [...document.querySelectorAll('input:not([type=hidden]):not([type=radio]):not([type=checkbox]), textarea')].some(f => f.value !== f.defaultValue && !f.closest('[data-keeps]'))
  || [...document.querySelectorAll('[contenteditable=true]')].some(e => !e.closest('[data-clean]'))
  || document.querySelector('form[data-dirty]');

// The server has forgotten this circuit: a new page brings everything back, as soon as there is nothing to lose with the old one.
function startAgain() {
  if (isBusy())
    document.addEventListener('portal:saved', () => setTimeout(startAgain), { once: true });
  else
    location.reload();
}

async function reconnect() {
  for (let pause = FirstTry; down; pause = Math.min(pause * 2, LongestWait)) {
    await wait(pause);
    // a sleeping laptop or a hidden phone need not knock
    if (document.hidden)
      await new Promise(resolve => document.addEventListener('visibilitychange', resolve, { once: true }));
    try {
      if (await Blazor.reconnect())
        return;
      // the server answers but has forgotten this circuit: a restart, or a long sleep
      startAgain();
      return;
    } catch {
      // not reached yet
    }
  }
}

// Going live replaces the elements of an island: what someone has typed by then, and the caret, come along.
function keepTyped() {
  const fields = 'input, textarea, select';
  const sameForm = (a, b) => a.form?.getAttribute('action') === b.form?.getAttribute('action');
  // by its name, else by its place among the fields of its kind: MudBlazor gives its fields new ids each time
  const twin = field => field.name
    ? [...document.getElementsByName(field.name)].find(f => f !== field && sameForm(f, field))
    : document.querySelectorAll(fields)[places.get(field)];
  // what the field held before anybody touched it: a list knows no default of its own, and a moment can be written down in more than one way
  const served = field => {
    if (field.options)
      return (field.querySelector('option[selected]') ?? field.options[0])?.value;
    const fresh = document.createElement(field.localName);
    if (field.type !== fresh.type)
      fresh.type = field.type;
    fresh.value = field.defaultValue;
    return fresh.value;
  };
  const places = new WeakMap([...document.querySelectorAll(fields)].map((field, i) => [field, i]));
  let focused;
  document.addEventListener('focusin', event => { focused = event.target; });
  const observer = new MutationObserver(records => {
    const gone = records.flatMap(r => [...r.removedNodes]).filter(n => n.nodeType === Node.ELEMENT_NODE && !n.isConnected);
    // a menu that was opened stays open
    for (const old of gone.filter(n => n.matches('details[open][id]')))
      document.getElementById(old.id)?.setAttribute('open', '');
    for (const old of gone.flatMap(n => [n, ...n.querySelectorAll(fields)]).filter(n => n.matches(fields))) {
      const field = twin(old);
      if (!field)
        continue;
      const isTick = old.type === 'checkbox' || old.type === 'radio';
      if (old.type !== 'hidden' && old.type !== 'file' && (isTick ? old.checked !== old.defaultChecked : old.value !== served(old))) {
        if (isTick)
          field.checked = old.checked;
        else
          field.value = old.value;
        // the island has to hear of it: the browser itself says nothing when a script fills a field
        field.dispatchEvent(new Event('input', { bubbles: true }));
        field.dispatchEvent(new Event('change', { bubbles: true }));
      }
      if (old === focused && document.activeElement === document.body) {
        field.focus();
        if (old.type === 'text' || old.type === 'password' || old.type === 'search')
          // as it was: whoever has selected a word to type over it still does
          field.setSelectionRange(old.selectionStart, old.selectionEnd);
      }
    }
  });
  observer.observe(document.body, { childList: true, subtree: true });
  // the hand-over follows the opening at once; later, a field that goes is meant to go
  return () => setTimeout(() => observer.disconnect(), HandOver);
}

// Passkeys: shown where the browser can do them, and fetched when somebody turns to them, so that readers do not pay for it.
function passkeys() {
  // an address of digits is no name that a passkey could belong to
  if (!window.PublicKeyCredential || /^[\d.]+$|:/.test(location.hostname)) {
    document.documentElement.dataset.noPasskeys = '';
    return;
  }
  const withModule = then => {
    const place = document.querySelector('[data-passkeys]');
    if (place)
      import(new URL(place.dataset.passkeys, document.baseURI)).then(then);
  };
  for (const type of ['pointerover', 'focusin', 'click']) {
    document.addEventListener(type, ({ target }) => {
      const at = target.closest?.('[data-passkey], [autocomplete~=webauthn]');
      if (at)
        withModule(m => m.notice(type, at));
    });
  }
  // these pages are there for it
  if (location.pathname.startsWith('/account/'))
    withModule(m => m.open());
}

// A menu of the top bar closes as menus do.
function closeMenus(event) {
  for (const menu of document.querySelectorAll('details.menu[open]')) {
    if (event.type === 'keydown' ? event.key !== 'Escape' : menu.contains(event.target))
      continue;
    menu.open = false;
    if (event.type === 'keydown')
      menu.querySelector('summary').focus();
  }
}
document.addEventListener('click', closeMenus);
document.addEventListener('click', event => event.target.closest?.('[data-print]') && print());
document.addEventListener('keydown', closeMenus);

async function start() {
  passkeys();
  const handedOver = keepTyped();
  try {
    await Blazor.start({
      ssr: { disableDomPreservation: true },
      circuit: {
        circuitHandlers: [{
          // tells style sheets and tests that the page is live
          onCircuitOpened: () => {
            document.documentElement.dataset.live = '';
            handedOver();
          },
          onCircuitClosed: () => { delete document.documentElement.dataset.live; },
        }],
        reconnectionHandler: {
          onConnectionDown() {
            if (down)
              return;
            down = true;
            say();
            reconnect();
          },
          onConnectionUp() {
            down = false;
            const lost = line();
            if (lost)
              lost.hidden = true;
          },
        },
      },
    });
  } catch {
    // the live parts could not start, or the server has no room for them: the page reads on without
  }
}

// a page the browser renders ahead of a click is not being read yet, and must not count as read
if (document.prerendering)
  document.addEventListener('prerenderingchange', start, { once: true });
else
  start();
