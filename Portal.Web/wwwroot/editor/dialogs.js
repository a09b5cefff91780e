// The editor's own dialogs. Their fields belong to no form: they hold nothing that has to be kept.
/** @param check says what is wrong with the values, or nothing @returns what was chosen, or undefined */
export function ask(root, name, values = {}, check = () => undefined) {
  const dialog = root.querySelector(`dialog[data-dialog="${name}"]`);
  const fields = [...dialog.querySelectorAll('input')];
  const problem = dialog.querySelector('.bad');
  for (const field of fields)
    field.value = values[field.dataset.field] ?? '';
  dialog.querySelectorAll('[data-when]').forEach(b => { b.hidden = !values[b.dataset.when]; });
  if (problem)
    problem.hidden = true;
  return new Promise(resolve => {
    const end = choice => {
      dialog.removeEventListener('click', click);
      dialog.removeEventListener('keydown', keydown);
      dialog.removeEventListener('close', closed);
      const result = choice && { choice, ...Object.fromEntries(fields.map(f => [f.dataset.field, f.value.trim()])) };
      fields.forEach(f => { f.value = ''; });
      if (dialog.open)
        dialog.close();
      resolve(result);
    };
    const choose = choice => {
      const wrong = choice === 'ok' ? check(Object.fromEntries(fields.map(f => [f.dataset.field, f.value.trim()]))) : undefined;
      if (!wrong)
        return end(choice === 'cancel' ? undefined : choice);
      problem.textContent = wrong;
      problem.hidden = false;
      fields[0].focus();
    };
    const click = event => {
      const button = event.target.closest('[data-choice]');
      if (button)
        choose(button.dataset.choice);
    };
    const keydown = event => {
      if (event.key === 'Enter' && event.target.matches('input') && !event.isComposing) {
        event.preventDefault();
        choose('ok');
      }
    };
    const closed = () => end();
    dialog.addEventListener('click', click);
    dialog.addEventListener('keydown', keydown);
    dialog.addEventListener('close', closed);
    dialog.showModal();
  });
}
