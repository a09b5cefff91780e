// Undo and redo over everything that changes the text: typing, commands, tables, notes and pictures that arrive later.
// The browser's own history knows only what was typed, and loses its way when a script changes the text.
import * as selection from './selection.js';

const Together = 800;
const LongestTyping = 3000;
const MostSteps = 300;
const MostCharacters = 20_000_000;

export class History {
  constructor(area) {
    this.area = area;
    this.steps = [];
    this.at = -1;
    this.record();
  }

  /** Before a change: where the caret goes back to when it is undone. */
  mark() {
    this.steps[this.at].caret = selection.read(this.area) ?? this.steps[this.at].caret;
  }

  /** After a change. Characters typed in one go are one step. */
  record(isTyping = false) {
    const now = Date.now();
    const step = { html: this.area.innerHTML, caret: selection.read(this.area), isTyping, at: now, began: now };
    const last = this.steps[this.at];
    if (last?.html === step.html)
      return;
    this.steps.length = this.at + 1;
    if (isTyping && last?.isTyping && now - last.at < Together && now - last.began < LongestTyping)
      this.steps[this.at] = { ...step, began: last.began };
    else
      this.at = this.steps.push(step) - 1;
    for (let size = this.steps.reduce((sum, s) => sum + s.html.length, 0); this.at > 1 && (this.steps.length > MostSteps || size > MostCharacters); this.at--)
      size -= this.steps.shift().html.length;
  }

  /** What arrived by itself, such as a picture, belongs to the step that asked for it. */
  amend() {
    this.steps[this.at].html = this.area.innerHTML;
  }

  move(by) {
    const step = this.steps[this.at + by];
    if (!step)
      return false;
    this.at += by;
    this.area.innerHTML = step.html;
    selection.write(this.area, step.caret);
    return true;
  }
}
