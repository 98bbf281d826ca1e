# expects: secret-in-image at the git configuration, and toolchain-in-final-image
# because: the token is a build argument, and git config writes it into a layer and into the history of the stage that is shipped.
FROM golang:1.26-alpine
#    ^^^^^^^^^^^^^^^^^^ toolchain-in-final-image
ARG GITHUB_TOKEN
RUN apk add --no-cache git
RUN git config --global url."https://x-access-token:${GITHUB_TOKEN}@github.com/".insteadOf "https://github.com/"
#                            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ secret-in-image
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -o /usr/local/bin/app .
RUN rm -rf /src /go/pkg
CMD ["app"]
