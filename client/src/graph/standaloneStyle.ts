/**
 * Colours of the saved picture: dark on white, as it will lie in documents whose colours nobody here knows. Without variables,
 * which many programs that show SVG do not read. The classes are those of graph.css.
 */
export const standaloneStyle = [
  'text{font-family:ui-monospace,Menlo,Consolas,"DejaVu Sans Mono","Liberation Mono",monospace;fill:#24292f}',
  '.paper{fill:#fff}',
  '.box{fill:#f6f8fa;stroke:#8c959f;stroke-width:1}',
  '.stage .box,.program .box{fill:#fff}',
  '.target .box{stroke:#0969da;stroke-width:2}',
  '.title{font-weight:bold}',
  '.caption,.fact,.label{fill:#57606a}',
  '.bar{fill:#8c959f}',
  '.started .bar{fill:#0969da}',
  '.good .bar{fill:#1a7f37}.bad .bar{fill:#cf222e}.doubtful .bar{fill:#9a6700}',
  '.ground{fill:#fff}.step .box{fill:none;stroke:none}',
  '.wire{fill:none;stroke:#8c959f;stroke-width:1.25}.arrow{fill:#8c959f}',
  '.program-way .wire{stroke:#0969da;stroke-width:2.25}.program-way .arrow{fill:#0969da}',
  '.unneeded .box{stroke-dasharray:4 3}.unneeded .step .box{stroke:none}.unneeded .wire{stroke-dasharray:4 3}',
  '.unneeded text{fill:#6e7781}.unneeded .title{font-weight:normal}',
].join('\n');
