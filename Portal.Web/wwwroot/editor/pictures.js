// Pictures on their way to the server. Each has a place in the text meanwhile, which is saved and undone as nothing.
const Tries = 6;
const FirstPause = 1000;
const LongestPause = 15000;

export class Pictures {
  /** @param say shows a sentence @param arrived is told when a place has changed */
  constructor({ area, url, words, say, arrived }) {
    Object.assign(this, { area, url, words, say, arrived });
    this.all = new Map();
    this.next = 0;
  }

  get areOnTheWay() {
    return [...this.all.values()].some(p => !p.done && !p.failed);
  }

  /** @returns the place for the text */
  place(file, { alt = '', caption = '' } = {}) {
    const id = `${Date.now()}-${this.next++}`;
    const picture = { file, alt, caption, name: file.name ?? this.words.picture };
    this.all.set(id, picture);
    const place = document.createElement('p');
    place.dataset.upload = id;
    place.contentEditable = 'false';
    place.textContent = this.words.uploading.replace('{0}', picture.name);
    this.upload(id, picture);
    return place;
  }

  async upload(id, picture) {
    for (let i = 0, pause = FirstPause; i < Tries; i++, pause = Math.min(pause * 2, LongestPause)) {
      const { status, answer } = await this.post(id, picture);
      if (status >= 200 && status < 300 && answer?.url) {
        picture.done = answer;
        break;
      }
      // what the server has looked at and refused it refuses again
      if (status >= 400 && status < 500 && status !== 408 && status !== 429) {
        picture.problem = answer?.problem;
        break;
      }
      await new Promise(resolve => setTimeout(resolve, pause));
    }
    picture.failed = !picture.done;
    // what is on the server is not needed here any more
    picture.file = undefined;
    if (picture.failed)
      this.say(picture.problem ? `${picture.name}：${picture.problem}` : this.words.uploadFailed.replace('{0}', picture.name));
    this.settle();
    this.arrived();
  }

  post(id, picture) {
    return new Promise(resolve => {
      const form = new FormData();
      form.append('file', picture.file, picture.file.name ?? `picture.${picture.file.type.split('/')[1]}`);
      const request = new XMLHttpRequest();
      request.open('POST', this.url);
      request.setRequestHeader('X-Portal', 'editor');
      request.responseType = 'json';
      request.upload.onprogress = e => {
        const place = this.area.querySelector(`[data-upload="${id}"]`);
        if (place && e.lengthComputable)
          place.textContent = `${this.words.uploading.replace('{0}', picture.name)} ${Math.floor(e.loaded / e.total * 100)}%`;
      };
      request.onload = () => resolve({ status: request.status, answer: request.response });
      request.onerror = request.onabort = () => resolve({ status: 0 });
      request.send(form);
    });
  }

  /** Puts what has arrived into its places; also after undo has brought an old place back. */
  settle() {
    for (const place of this.area.querySelectorAll('[data-upload]')) {
      const picture = this.all.get(place.dataset.upload);
      if (picture?.done)
        place.replaceWith(figure(picture));
      else if (!picture || picture.failed)
        place.remove();
    }
  }
}

function figure({ done, alt, caption }) {
  const made = document.createElement('figure');
  made.contentEditable = 'false';
  const img = document.createElement('img');
  img.src = done.url;
  if (done.width > 0 && done.height > 0) {
    img.width = done.width;
    img.height = done.height;
  }
  img.alt = alt;
  made.append(img);
  describe(made, { alt, caption });
  return made;
}

export function describe(made, { alt, caption }) {
  const img = made.tagName === 'IMG' ? made : made.querySelector('img');
  img.alt = alt;
  if (made.tagName === 'IMG')
    return;
  let line = made.querySelector('figcaption');
  if (caption) {
    line ??= made.appendChild(document.createElement('figcaption'));
    if (line.textContent !== caption)
      line.textContent = caption;
  } else {
    line?.remove();
  }
}
