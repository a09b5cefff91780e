// Starts the live parts of a page and keeps them alive without ever covering what someone is reading.
const FirstTry = 500;
const LongestWait = 15000;

const line = () => document.querySelector('.facts .lost') ?? document.querySelector('.utility .lost');
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

// A reader who has typed something, or is listening, must not lose it to a reload.
const isBusy = () => window.speechSynthesis?.speaking
  || [...document.querySelectorAll('input:not([type=hidden]):not([type=radio]):not([type=checkbox]), textarea')].some(f => f.value !== f.defaultValue)
  || document.querySelector('[contenteditable]');

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
      if (!isBusy())
        location.reload();
      return;
    } catch {
      // not reached yet
    }
  }
}

// Going live replaces the elements of an island: what someone has typed by then, and the caret, come along.
function keepTyped() {
  const fields = 'input, textarea, select';
  const twin = field => field.name && [...document.getElementsByName(field.name)].find(f => f !== field && f.form?.getAttribute('action') === field.form?.getAttribute('action'));
  let focused;
  document.addEventListener('focusin', event => { focused = event.target; });
  const observer = new MutationObserver(records => {
    const gone = records.flatMap(r => [...r.removedNodes]).filter(n => n.nodeType === Node.ELEMENT_NODE && !n.isConnected);
    for (const old of gone.flatMap(n => [n, ...n.querySelectorAll(fields)]).filter(n => n.matches(fields))) {
      const field = twin(old);
      if (!field)
        continue;
      if (old.type === 'checkbox' || old.type === 'radio')
        field.checked = old.checked;
      else if (old.type !== 'hidden' && old.value !== old.defaultValue)
        field.value = old.value;
      if (old === focused && document.activeElement === document.body) {
        field.focus();
        if (old.type === 'text' || old.type === 'password' || old.type === 'search')
          field.setSelectionRange(field.value.length, field.value.length);
      }
    }
  });
  observer.observe(document.body, { childList: true, subtree: true });
}

async function start() {
  keepTyped();
  try {
    await Blazor.start({
      ssr: { disableDomPreservation: true },
      circuit: {
        circuitHandlers: [{
          // tells style sheets and tests that the page is live
          onCircuitOpened: () => { document.documentElement.dataset.live = ''; },
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
