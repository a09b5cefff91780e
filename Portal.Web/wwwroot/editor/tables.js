// Tables: three by three to begin with, then rows and columns one by one.
import * as selection from './selection.js';

const cell = (tag = 'td') => {
  const made = document.createElement(tag);
  if (tag === 'th')
    made.scope = 'col';
  made.append(document.createElement('br'));
  return made;
};

export function create() {
  const table = document.createElement('table');
  const head = table.createTHead().insertRow();
  head.append(cell('th'), cell('th'), cell('th'));
  const body = table.createTBody();
  for (let i = 0; i < 2; i++)
    body.insertRow().append(cell(), cell(), cell());
  return table;
}

/** @param what above, below, left, right, row, column or table @returns the cell for the caret, if there is still one */
export function change(at, what) {
  const row = at.parentElement;
  const table = at.closest('table');
  const index = at.cellIndex;
  const likeRow = () => {
    const made = document.createElement('tr');
    made.append(...[...row.cells].flatMap(c => Array.from({ length: c.colSpan }, () => cell())));
    return made;
  };
  // in rows with wider cells the nearest edge
  const beside = (r, after) => {
    const near = r.cells[Math.min(index, r.cells.length - 1)];
    const made = cell(near?.tagName.toLowerCase());
    if (near)
      near[after && index < r.cells.length ? 'after' : 'before'](made);
    else
      r.append(made);
    return made;
  };
  switch (what) {
    case 'above':
    case 'below': {
      const made = likeRow();
      if (row.parentElement.tagName !== 'THEAD')
        row[what === 'above' ? 'before' : 'after'](made);
      else
        // the head keeps its one row
        (table.tBodies[0] ?? table.createTBody()).prepend(made);
      return made.cells[Math.min(index, made.cells.length - 1)];
    }
    case 'left':
    case 'right': {
      let now;
      for (const r of table.rows) {
        const made = beside(r, what === 'right');
        if (r === row)
          now = made;
      }
      return now;
    }
    case 'row': {
      const next = row.nextElementSibling ?? row.previousElementSibling ?? [...table.rows].find(r => r !== row);
      const part = row.parentElement;
      row.remove();
      if (part.rows?.length === 0)
        part.remove();
      return next ? next.cells[Math.min(index, next.cells.length - 1)] : gone(table);
    }
    case 'column': {
      for (const r of [...table.rows]) {
        r.cells[index]?.remove();
        if (r.cells.length === 0)
          r.remove();
      }
      return row.cells[Math.min(index, row.cells.length - 1)] ?? gone(table);
    }
    default:
      return gone(table);
  }
}

function gone(table) {
  const line = document.createElement('p');
  line.append(document.createElement('br'));
  table.replaceWith(line);
  selection.caretAt(line);
  return undefined;
}
