import { expect, test } from 'vitest';
import { examine } from '../scripts/fuzz/examine';

/** Names that every object of JavaScript has, of each kind: as words of a Dockerfile they are words like others. */
const names = ['constructor', '__proto__', '__defineGetter__', 'hasOwnProperty', 'toString'];

/** Places where what is written is looked up in a table; `@` stands for the word. */
const places = [
  'RUN @',
  'RUN @ -x @ --@=1 > @',
  'RUN sudo @ && env @ && sh -c "@ -@"',
  'RUN apk @ @ && apk add @ && apt-get install -y @ && dnf @ @',
  'RUN useradd -@ @ && adduser --@ @ && addgroup @',
  'RUN go @ && go build -@ -o /@ . && go build -ldflags "-@ -X @=1" -tags @ -buildmode=@ . && go mod @',
  'RUN GOOS=@ go build . && GOARCH=@ go build . && GOARM=@ CGO_ENABLED=@ GOAMD64=@ GO111MODULE=@ go build .',
  'RUN CC=@ go build . && CGO_ENABLED=1 go build -ldflags "-extldflags -l@" . && go env -w @=@ && go env @',
  'RUN [ a @ b ] && test -@ x && cat @ | @ | tr @ @ && echo $(@) $(uname -@) ${@} && cp @ /@ && chmod @ @ && chown @ @',
  'RUN --@=@ --mount=type=@,@=1 --network=@ --security=@ true',
  'ENV @=1\nRUN $@ && unset @',
  'ARG @\nFROM $@',
  'FROM @',
  'FROM @:@',
  'FROM golang:@\nRUN go build .',
  'FROM golang:1.26-@\nRUN go build .',
  'FROM debian:@\nRUN apt-get install -y @',
  'FROM alpine:@\nRUN apk add @',
  'FROM ubuntu:@\nFROM buildpack-deps:@\nFROM @/golang:@\nFROM gcr.io/distroless/@\nFROM gcr.io/distroless/static-@:@\nFROM cgr.dev/chainguard/@:@\nFROM redhat/@:@\nFROM registry.access.redhat.com/@/@:@',
  'FROM --platform=@ golang:1.26\nRUN go build .',
  'FROM --platform=linux/@ golang:1.26 AS @\nFROM @\nCOPY --from=@ --@=@ --chown=@:@ --chmod=@ @ @',
  'USER @:@\nWORKDIR @\nSTOPSIGNAL @\nEXPOSE @/@\nSHELL ["@"]\nRUN @\nHEALTHCHECK --@=1 CMD @\nCMD ["@", "-@"]',
  'ENTRYPOINT @ -@',
  '@ @',
  '# @=@\n# go-dockerfile ignore=@\nONBUILD @',
];

const files = {
  'go.mod': 'module constructor\n\ngo 1.26\n\nrequire toString v1.0.0\n',
  'main.go': 'package main\n\nimport "valueOf"\n\n//go:embed constructor\nfunc main() {}\n',
};

test.each(places)('%s', { timeout: 120_000 }, (place) => {
  const head = /^(?:ARG|FROM)/.test(place) ? '' : 'FROM golang:1.26\n';
  const end = '\nFROM alpine\nCOPY --from=0 /app /app\nCMD ["/app"]\n';
  for (const name of names) {
    const text = head + place.replaceAll('@', () => name) + end;
    const at = Array.from(text.matchAll(/\S+/g), ({ index }) => index / text.length);
    expect(() => examine({ versions: [text], files, settings: {}, places: at.slice(0, 4) }), text).not.toThrow();
  }
});
