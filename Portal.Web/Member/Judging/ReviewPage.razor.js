// What a judge does in the text itself: selecting a passage, seeing the notes' passages; and keeping a comment while it is typed.
const blank = /[\s\u0085]/;
const body = () => document.querySelector('.paper .body');
const pause = 1000;
let timers = new WeakMap();

function* texts() {
  const walker = document.createTreeWalker(body(), NodeFilter.SHOW_TEXT);
  while (walker.nextNode())
    yield walker.currentNode;
}

const ink = text => [...Array(text.length).keys()].filter(i => !blank.test(text[i])).length;

/** Start and length of the selected passage in characters that are no white space, or null. */
export function selected() {
  const selection = getSelection();
  if (!body() || selection.rangeCount === 0 || selection.isCollapsed)
    return null;
  const range = selection.getRangeAt(0);
  let start = 0, length = 0;
  for (const node of texts()) {
    if (!range.intersectsNode(node)) {
      if (length === 0)
        start += ink(node.data);
      continue;
    }
    const from = node === range.startContainer ? range.startOffset : 0;
    const to = node === range.endContainer ? range.endOffset : node.data.length;
    if (length === 0)
      start += ink(node.data.slice(0, from));
    length += ink(node.data.slice(from, to));
  }
  return length > 0 ? [start, length] : null;
}

/** Marks the notes' passages, and brings back what was typed and not kept. */
export function show(code, anchors) {
  if (!body())
    return;
  for (const mark of document.querySelectorAll('.paper mark')) {
    const parent = mark.parentNode;
    mark.replaceWith(...mark.childNodes);
    parent.normalize();
  }
  for (const anchor of anchors)
    mark(anchor);
  for (const field of document.querySelectorAll('.scoring textarea[data-keep]'))
    keep(field, `review/${code}/${field.dataset.keep}`);
  document.querySelector('.paper').dataset.ready = '';
}

function mark({ key, start, length }) {
  let place = 0;
  for (const node of [...texts()]) {
    const first = place;
    let from = -1, to = -1;
    for (let i = 0; i < node.data.length; i++) {
      if (blank.test(node.data[i]))
        continue;
      if (place >= start && place < start + length) {
        from = from < 0 ? i : from;
        to = i + 1;
      }
      place++;
    }
    // what stands in the body without an element of its own belongs to the renderer
    if (from < 0 || first === place || node.parentNode === body())
      continue;
    const range = document.createRange();
    range.setStart(node, from);
    range.setEnd(node, to);
    const wrapper = document.createElement('mark');
    wrapper.dataset.note = key;
    range.surroundContents(wrapper);
  }
}

/** Sends a comment a second after the last key, and holds it in this tab until the server has it. */
function keep(field, name) {
  if (timers.has(field)) {
    if (Number(field.dataset.kept) === field.value.length)
      sessionStorage.removeItem(name);
    return;
  }
  timers.set(field, 0);
  const send = () => field.dispatchEvent(new Event('change', { bubbles: true }));
  field.addEventListener('input', event => {
    sessionStorage.setItem(name, field.value);
    clearTimeout(timers.get(field));
    if (!event.isComposing)
      timers.set(field, setTimeout(send, pause));
  });
  field.addEventListener('compositionend', () => timers.set(field, setTimeout(send, pause)));
  const lost = sessionStorage.getItem(name);
  if (lost !== null && lost !== field.value && !field.readOnly) {
    field.value = lost;
    send();
  }
}

// a click on the button must not lose what is selected
document.addEventListener('mousedown', event => event.target.closest?.('[data-selects]') && event.preventDefault());
