import { say } from '../../text/say';
import { missingLoader } from '../missingLoader';
import { defineRule } from '../rule';

export const dynamicBinaryInScratch = defineRule({
  id: 'dynamic-binary-in-scratch',
  title: 'Dynamically linked binary in an image without a C library',
  severity: 'error',
  fix: 'sometimes',
  category: 'start',
  since: '0.1.0',
  check: (model) =>
    missingLoader(model, 'dynamic-binary-in-scratch', {
      linked: say`linked dynamically`,
      image: say`has no C library`,
    }),
});
