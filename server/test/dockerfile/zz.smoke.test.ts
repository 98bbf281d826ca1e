import { test } from 'vitest';
import { parseDockerfile } from '/work/main/server/src/dockerfile/parse';
import { scan } from '/work/main/server/src/dockerfile/scan';
import { createShadow } from '/work/main/server/src/dockerfile/shadow';
test('x', () => {
  const t = '# syntax=docker/dockerfile:1\nFROM --platform=$BUILDPLATFORM golang:1.22 AS build\nRUN --mount=type=cache,target=/x CGO_ENABLED=0 \\\n  # hi \\\n\n  go build -o /app .\nRUN << \'EOF\'\nfoo\nEOF\nRUN cat <<EOF > /x && echo hi\nfoo\nEOF\nCOPY --from=build --chown=a ["a b", "/c"]\nCMD ["/app"] # x\nexport X=1\n';
  const d = parseDockerfile(t);
  console.log(JSON.stringify(d.instructions.map(({...i})=>({kind:i.kind, flags:i.flags, k:t.slice(i.keywordSpan.start,i.keywordSpan.end), arg:i.argument.text, ...('script' in i ? {script:i.script?.text}:{}), ...('textAfterExec' in i ? {ta:i.textAfterExec}:{}), ...('sources' in i ? {s:i.sources}:{}) })),null,1), d.problems, d.directives, d.comments);
  console.log(createShadow(t, scan(t)));
  const hundred = (t+'\n').repeat(6);
  const big = 'FROM golang:1.22 AS s\nRUN go build ./...\nCOPY a b\n'.repeat(10000);
  for (let i=0;i<200;i++) parseDockerfile(hundred);
  let s=performance.now(); for (let i=0;i<100;i++) parseDockerfile(hundred); console.log('100 lines', hundred.split('\n').length, (performance.now()-s)/100);
  s=performance.now(); console.log(parseDockerfile(big).instructions.length, performance.now()-s);
  s=performance.now(); for (let i=0;i<100;i++) { const sc=scan(hundred); } console.log('scan', (performance.now()-s)/100);
  s=performance.now(); for (let i=0;i<100;i++) { const sc=scan(hundred); createShadow(hundred, sc);} console.log('scan+shadow', (performance.now()-s)/100);
});
