// Shows a password while it is typed. Sent, it is a password again: what stands in a text field, a browser remembers.
for (const box of document.querySelectorAll('[data-shows]')) {
  const field = document.getElementById(box.dataset.shows);
  const show = () => { field.type = box.checked ? 'text' : 'password'; };
  const hide = () => { box.checked = false; show(); };
  box.addEventListener('change', show);
  field.form.addEventListener('submit', hide);
  // also when the browser comes back to the page with the box as it was
  hide();
  box.parentElement.hidden = false;
}
