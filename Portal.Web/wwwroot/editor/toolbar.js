// One stop for the tab key; arrows go from button to button, Escape goes back to the text.
const Leading = ['link', 'picture', 'table', 'footnote'];

export class Toolbar {
  constructor(bar, { run, back }) {
    this.buttons = [...bar.querySelectorAll('button')];
    this.stop(this.buttons[0]);
    // the selection in the text stays where it is
    bar.addEventListener('mousedown', event => event.preventDefault());
    bar.addEventListener('click', event => {
      const button = event.target.closest('button');
      if (button && button.getAttribute('aria-disabled') !== 'true') {
        this.stop(button);
        const wasHere = document.activeElement === button;
        run(button.dataset.do);
        // by keyboard one stays among the buttons, unless the command asks or leads on
        if (wasHere && !Leading.includes(button.dataset.do))
          button.focus();
      }
    });
    bar.addEventListener('focusin', event => this.stop(event.target));
    bar.addEventListener('keydown', event => {
      const at = this.buttons.indexOf(document.activeElement);
      const last = this.buttons.length - 1;
      const to = { ArrowRight: at === last ? 0 : at + 1, ArrowLeft: at === 0 ? last : at - 1, Home: 0, End: last }[event.key];
      if (to !== undefined) {
        event.preventDefault();
        this.buttons[to].focus();
      } else if (event.key === 'Escape') {
        event.preventDefault();
        back();
      }
    });
  }

  stop(button) {
    for (const b of this.buttons)
      b.tabIndex = b === button ? 0 : -1;
  }

  focus() {
    this.buttons.find(b => b.tabIndex === 0)?.focus();
  }

  show(isOn, isOff) {
    for (const button of this.buttons) {
      const name = button.dataset.do;
      if (button.hasAttribute('aria-pressed'))
        button.setAttribute('aria-pressed', String(Boolean(isOn(name))));
      button.setAttribute('aria-disabled', String(Boolean(isOff(name))));
    }
  }
}
