// Word names its pictures by files that a page may not read, but the same clipboard holds them in RTF.
/** @returns pictures in their order, if there are as many as the text names; else none, for they could not be told apart */
export function figuresOf(rtf, wanted) {
  const found = [];
  if (!rtf || wanted === 0)
    return found;
  for (let at = rtf.indexOf('{\\pict'); at >= 0; at = rtf.indexOf('{\\pict', at + 1)) {
    let depth = 0;
    let own = '';
    let end = at;
    // what stands in groups of their own describes the picture; the digits stand outside
    for (; end < rtf.length; end++) {
      const c = rtf[end];
      if (c === '{') {
        depth++;
      } else if (c === '}') {
        if (--depth === 0)
          break;
      } else if (depth === 1 && c === '\\') {
        const word = /\\(?:[a-z]+-?\d*|[^a-z])/iy;
        word.lastIndex = end;
        const [control] = word.exec(rtf) ?? [c];
        own += control;
        end += control.length - 1;
      } else if (depth === 1) {
        const stop = /[\\{}]/g;
        stop.lastIndex = end;
        const next = stop.exec(rtf)?.index ?? rtf.length;
        own += ` ${rtf.slice(end, next)}`;
        end = next - 1;
      }
    }
    // each picture comes twice: as it is, and as an old metafile
    const type = /\\pngblip/.test(own) ? 'image/png' : /\\jpegblip/.test(own) ? 'image/jpeg' : undefined;
    const digits = own.replace(/\\(?:[a-z]+-?\d*|[^a-z])/gi, '').replace(/\s/g, '');
    if (type && /^(?:[0-9a-f]{2})+$/i.test(digits))
      found.push(new Blob([Uint8Array.from({ length: digits.length / 2 }, (_, i) => parseInt(digits.slice(2 * i, 2 * i + 2), 16))], { type }));
    at = end;
  }
  return found.length === wanted ? found : [];
}
