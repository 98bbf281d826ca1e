import { say } from '../../text/say';
import { missingLoader } from '../missingLoader';
import { defineRule } from '../rule';

export const glibcBinaryOnMusl = defineRule({
  id: 'glibc-binary-on-musl',
  title: 'Binary linked against glibc in an image with musl',
  severity: 'error',
  fix: 'sometimes',
  category: 'start',
  since: '0.1.0',
  check: (model) =>
    missingLoader(model, 'glibc-binary-on-musl', { linked: say`linked against glibc`, image: say`has musl` }),
});
