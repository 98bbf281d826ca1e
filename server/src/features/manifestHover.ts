import { readWorkloads } from '../manifests/read';
import { touches } from '../text/span';
import type { Hover } from './hover/card';
import { describePodLabel } from './observabilityHover';

/** What the label under the cursor means; undefined if it is none of ack-onepilot's. */
export function manifestHover(text: string, offset: number): Hover | undefined {
  for (const { pod, above } of readWorkloads(text)) {
    for (const metadata of [pod, ...above]) {
      for (const { name, nameSpan } of [
        ...(metadata?.labels?.entries ?? []),
        ...(metadata?.annotations?.entries ?? []),
      ]) {
        const markdown = touches(nameSpan, offset) ? describePodLabel(name, 'manifest') : undefined;
        if (markdown !== undefined) return { span: nameSpan, markdown };
      }
    }
  }
  return undefined;
}
