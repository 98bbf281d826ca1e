# syntax=docker/dockerfile:1
# expects: nothing
# because: the key stays outside the image, git and openssh-client are installed, the host key is asked beforehand.
FROM golang:1.26-alpine AS build
RUN apk add --no-cache git openssh-client
ENV GOPRIVATE=git.example.com/*
RUN mkdir -p -m 0700 ~/.ssh && ssh-keyscan git.example.com >> ~/.ssh/known_hosts
RUN git config --global url."ssh://git@git.example.com/".insteadOf "https://git.example.com/"
WORKDIR /src
COPY go.mod go.sum ./
RUN --mount=type=ssh go mod download
COPY . .
RUN CGO_ENABLED=0 go build -o /out/app .

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /out/app /app
ENTRYPOINT ["/app"]
