// Word's 字数: each Chinese, Japanese or Korean character and each of their punctuation marks is one, each run of other characters is one.
const One = /[\u2e80-\u303f\u3040-\u312f\u3190-\u31ff\u3220-\u325f\u3280-\u33ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\u2014\u2018\u2019\u201c\u201d\u2026\u00b7]|[\ud840-\ud887][\udc00-\udfff]/g;

export const count = text => (text.match(One)?.length ?? 0) + (text.replace(One, ' ').match(/[^\s\u200b\ufeff]+/g)?.length ?? 0);
