import type { BuildGraph, GraphNode, GraphStep } from '../protocol';
import { escapeMarkup } from './text';

/** The graph as nested lists of buttons: what each stage is made of, and what is built in it. For whoever reads rather than looks. */
export function renderList({ nodes, edges }: BuildGraph): string {
  const items = nodes
    .filter(({ kind }) => kind === 'stage' || kind === 'verdict')
    .map((node) => {
      const steps = edges.filter(({ to }) => to === node.id).flatMap((edge) => edge.steps);
      const programs = nodes.filter(({ inside }) => inside === node.id);
      const inner = [...steps, ...programs].map((item) => `<li>${button(item)}</li>`).join('');
      return `<li>${button(node)}${inner === '' ? '' : `<ul>${inner}</ul>`}</li>`;
    });
  return `<ul>${items.join('\n')}</ul>`;
}

function button(item: GraphNode | GraphStep): string {
  return `<button type="button" class="entry" data-id="${escapeMarkup(item.id)}">${escapeMarkup(item.says)}</button>`;
}
