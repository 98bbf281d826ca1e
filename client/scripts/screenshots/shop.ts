import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The files of a folder, by their names. */
export type Files = Readonly<Record<string, string>>;

const goMod = `module example.com/shop

go 1.26
`;

const main = `package main

import (
	"fmt"
	"log"
	"net/http"
)

func main() {
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintln(w, "The shop is open.")
	})
	log.Println("listening on :8080")
	log.Fatal(http.ListenAndServe(":8080", nil))
}
`;

/** It builds, but does not start. */
export const failing: Files = {
  'go.mod': goMod,
  'main.go': main,
  Dockerfile: `FROM golang:1.26 AS build
WORKDIR /src
COPY . .
RUN go build -o /app .

FROM alpine:3.22
COPY --from=build /app /app
EXPOSE 8080
ENTRYPOINT ["/app"]
`,
};

/** It builds and starts, for several platforms too. */
export const working: Files = {
  ...failing,
  Dockerfile: `FROM --platform=$BUILDPLATFORM golang:1.26 AS build
ARG TARGETOS TARGETARCH
ENV CGO_ENABLED=0
WORKDIR /src
COPY . .
RUN GOOS=$TARGETOS GOARCH=$TARGETARCH go build -o /app .

FROM alpine:3.22
COPY --from=build /app /app
USER 65534
EXPOSE 8080
ENTRYPOINT ["/app"]
`,
};

/** It is observed by ARMS: with the agent's settings in the image, and without the agent in the program. */
export const observed: Files = {
  ...failing,
  Dockerfile: `FROM golang:1.26-alpine AS build
WORKDIR /src
COPY . .
RUN go build -o /app .

FROM alpine:3.22
COPY --from=build /app /app
ENV ARMS_ENABLE=true ARMS_APP_NAME=shop
ENTRYPOINT ["/app"]
`,
};

/** Its program does not compile. */
export const uncompilable: Files = { ...working, 'main.go': main.replace('log.Println(', 'log.PrintLine(') };

/**
 * Writes the files into a new folder whose path looks well in a picture.
 * @throws Error if the folder is there already, as it may be somebody's
 */
export function createShop(): string {
  const folder = join(tmpdir(), 'shop');
  if (existsSync(folder)) throw new Error(`${folder} is there already. Remove it first.`);
  mkdirSync(folder);
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Replaces all that is in the folder. */
export function fillShop(folder: string, files: Files): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
}
