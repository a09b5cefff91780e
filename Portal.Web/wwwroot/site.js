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

async function start() {
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
