import { say } from '../../text/say';
import { missingLoader } from '../missingLoader';
import { defineRule } from '../rule';

export const muslBinaryOnGlibc = defineRule({
  id: 'musl-binary-on-glibc',
  title: 'Binary linked against musl in an image with glibc',
  severity: 'error',
  fix: 'sometimes',
  category: 'start',
  since: '0.1.0',
  check: (model) =>
    missingLoader(model, 'musl-binary-on-glibc', { linked: say`linked against musl`, image: say`has glibc` }),
});
