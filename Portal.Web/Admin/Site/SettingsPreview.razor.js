// Tells the preview what stands in the fields, once typing pauses. Nothing comes back to the fields.
const Pause = 400;

export function watch(root, preview) {
  const form = root.parentElement;
  let timer;
  let told;

  function tell() {
    const fields = Object.fromEntries([...form.querySelectorAll('[data-setting]')].map(f => [f.dataset.setting, f.value]));
    const now = JSON.stringify(fields);
    if (now !== told)
      preview.invokeMethodAsync('Show', fields).catch(() => { told = undefined; });
    told = now;
  }

  // what an input method is composing is no text yet
  function typed(event) {
    clearTimeout(timer);
    if (event.target.dataset.setting && !event.isComposing)
      timer = setTimeout(tell, Pause);
  }

  form.addEventListener('input', typed);
  form.addEventListener('compositionend', typed);
  return {
    leave() {
      clearTimeout(timer);
      form.removeEventListener('input', typed);
      form.removeEventListener('compositionend', typed);
    },
  };
}
