// Where the caret is, in a form that outlives the elements: the way from the area down to it.
function wayTo(area, node, offset) {
  const way = [offset];
  for (; node && node !== area; node = node.parentNode)
    way.unshift([...node.parentNode.childNodes].indexOf(node));
  return node ? way : undefined;
}

function placeOf(area, way) {
  let node = area;
  for (const step of way.slice(0, -1)) {
    if (!node.childNodes[step])
      break;
    node = node.childNodes[step];
  }
  const longest = node.nodeType === Node.TEXT_NODE ? node.length : node.childNodes.length;
  return [node, Math.min(way[way.length - 1], longest)];
}

export function read(area) {
  const chosen = getSelection();
  if (!chosen.rangeCount || !area.contains(chosen.anchorNode) || !area.contains(chosen.focusNode))
    return undefined;
  return [wayTo(area, chosen.anchorNode, chosen.anchorOffset), wayTo(area, chosen.focusNode, chosen.focusOffset)];
}

export function write(area, ways) {
  if (ways)
    getSelection().setBaseAndExtent(...placeOf(area, ways[0]), ...placeOf(area, ways[1]));
}

/** Rearranges elements around the caret without moving it away from its text. */
export function keep(area, rearrange) {
  const chosen = getSelection();
  const before = chosen.rangeCount && area.contains(chosen.anchorNode)
    ? [chosen.anchorNode, chosen.anchorOffset, chosen.focusNode, chosen.focusOffset] : undefined;
  const replaced = new Map();
  rearrange((old, now) => replaced.set(old, now));
  if (!before)
    return;
  const [anchor, focus] = [before[0], before[2]].map(n => replaced.get(n) ?? n);
  const fits = (node, offset) => area.contains(node) && offset <= (node.nodeType === Node.TEXT_NODE ? node.length : node.childNodes.length);
  if (fits(anchor, before[1]) && fits(focus, before[3]))
    chosen.setBaseAndExtent(anchor, before[1], focus, before[3]);
}

export const range = area => {
  const chosen = getSelection();
  return chosen.rangeCount && area.contains(chosen.anchorNode) && area.contains(chosen.focusNode) ? chosen.getRangeAt(0) : undefined;
};

/** Where something is dropped. */
export function under({ clientX, clientY }) {
  const place = document.caretPositionFromPoint?.(clientX, clientY);
  if (place)
    return [place.offsetNode, place.offset];
  const range = document.caretRangeFromPoint?.(clientX, clientY);
  return range && [range.startContainer, range.startOffset];
}

export function caretAt(node, offset = 0) {
  getSelection().collapse(node, offset);
}
